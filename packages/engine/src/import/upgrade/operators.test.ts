import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Attribute, Constant, Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { onnxClassifier } from '../classifier.js';

type Body = (b: GraphBuilder, x: string) => string;
type Sets = readonly (readonly [domain: string, set: number])[];

const inputs = data(5, 16);
const dense = (b: GraphBuilder, x: string, width: number): string =>
  b.node('MatMul', [
    b.node('Reshape', [x, b.constant(integers([-1, width]))]),
    b.constant(weights([width, 3], 'float32', 1)),
  ]);
const image = (b: GraphBuilder, x: string): string => b.node('Reshape', [x, b.constant(integers([-1, 1, 4, 4]))]);

/** Sixteen inputs and three outputs. */
function file(body: Body, sets: Sets): Graph {
  const b = new GraphBuilder('operators');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 16] });
  b.output({ name: body(b, x), type: 'float32', shape: ['n', 3] });
  return { ...b.build(), sets: new Map(sets) };
}

const resized =
  (attributes: Record<string, Attribute>, sizes: readonly number[], roi?: readonly number[]): Body =>
  (b, x) => {
    const region = roi ? b.constant({ type: 'float32', shape: [roi.length], data: Float32Array.from(roi) }) : '';
    const size = b.constant(integers(sizes));
    return dense(b, b.node('Resize', [image(b, x), region, '', size], { axes: [2, 3], ...attributes }, 'resize'), 6);
  };

const tensor = (type: 'float32' | 'uint8', values: readonly number[]): { tensor: Constant } => ({
  tensor:
    type === 'uint8'
      ? { type, shape: [values.length], data: Uint8Array.from(values) }
      : { type, shape: [values.length], data: Float32Array.from(values) },
});

/** A tree for each of three outputs that asks whether x_k ≤ split, and is a leaf after that. */
const trees = (mode: number): Record<string, Attribute> => ({
  n_targets: 3,
  aggregate_function: 1,
  post_transform: 0,
  tree_roots: [0, 1, 2],
  nodes_featureids: [0, 5, 9],
  nodes_splits: tensor('float32', [0, 0.25, -0.25]),
  nodes_modes: tensor('uint8', [mode, mode, mode]),
  nodes_truenodeids: [0, 2, 4],
  nodes_trueleafs: [1, 1, 1],
  nodes_falsenodeids: [1, 3, 5],
  nodes_falseleafs: [1, 1, 1],
  leaf_targetids: [0, 0, 1, 1, 2, 2],
  leaf_weights: tensor('float32', [0.5, -0.5, 1.5, 0.25, -1, 2]),
});

const ML5: Sets = [['ai.onnx.ml', 5]];
const ml = (op: string, attributes: Record<string, Attribute>) => (b: GraphBuilder, x: string) =>
  b.node(`ai.onnx.ml.${op}`, [x], attributes, op);
/** Every input as one of the whole numbers 0, 1 and 2, held as a real one. */
const categories = (b: GraphBuilder, x: string): string =>
  b.node('Add', [b.node('Round', [x]), b.constant(filled('float32', [], 1))]);

const cases: [string, string, string, Sets, Body][] = [
  [
    'Col2Im',
    'Col2Im',
    'fold',
    [['', 18]],
    (b, x) => {
      const columns = b.node('Reshape', [x, b.constant(integers([-1, 4, 4]))]);
      const sizes = [b.constant(integers([3, 3])), b.constant(integers([2, 2]))];
      return dense(b, b.node('Col2Im', [columns, ...sizes], {}, 'fold'), 9);
    },
  ],
  ['Resize that smooths lines', 'Resize', 'resize', [['', 18]], resized({ mode: 'linear', antialias: 1 }, [2, 3])],
  ['Resize that smooths cubes', 'Resize', 'resize', [['', 19]], resized({ mode: 'cubic', antialias: 1 }, [3, 2])],
  [
    'Resize that keeps the aspect ratio',
    'Resize',
    'resize',
    [['', 18]],
    (b, x) => {
      const attributes = { mode: 'nearest', keep_aspect_ratio_policy: 'not_larger', axes: [2, 3] };
      return dense(b, b.node('Resize', [image(b, x), '', '', b.constant(integers([3, 2]))], attributes, 'resize'), 4);
    },
  ],
  [
    'Resize that crops',
    'Resize',
    'resize',
    [['', 18]],
    resized({ mode: 'linear', coordinate_transformation_mode: 'tf_crop_and_resize' }, [2, 3], [0.1, 0.2, 0.8, 0.9]),
  ],
  ['trees of set 5', 'ai.onnx.ml.TreeEnsemble', 'TreeEnsemble', ML5, ml('TreeEnsemble', trees(0))],
  ['trees of set 5 that ask for less', 'ai.onnx.ml.TreeEnsemble', 'TreeEnsemble', ML5, ml('TreeEnsemble', trees(1))],
  [
    'one-hot categories',
    'ai.onnx.ml.OneHotEncoder',
    'OneHotEncoder',
    ML5,
    (b, x) => dense(b, ml('OneHotEncoder', { cats_int64s: [0, 1, 2], zeros: 1 })(b, categories(b, x)), 48),
  ],
  [
    'one-hot categories of real numbers',
    'ai.onnx.ml.OneHotEncoder',
    'OneHotEncoder',
    ML5,
    (b, x) => dense(b, ml('OneHotEncoder', { cats_int64s: [0, 1], zeros: 1 })(b, x), 32),
  ],
  [
    'labels for numbers',
    'ai.onnx.ml.LabelEncoder',
    'LabelEncoder',
    ML5,
    (b, x) => {
      const attributes = {
        keys_floats: { floats: [0, 1, 2] },
        values_floats: { floats: [0.5, -1, 3] },
        default_float: { float: 7 },
      };
      return dense(b, ml('LabelEncoder', attributes)(b, categories(b, x)), 16);
    },
  ],
];

describe('operators that the runtime computes', () => {
  it.each(cases)('%s: logits as it gives them, and the node that stops gradients', async (_, op, node, sets, body) => {
    const graph = file(body, sets);
    const model = await onnxClassifier(writeModel(graph), { engine: 'native', threads: 1 });
    expect([isDifferentiable(model), model.gradientStop?.op, model.gradientStop?.node]).toEqual([false, op, node]);
    const wanted = await rawOutput(graph, inputs);
    expect(new Set(wanted).size).toBeGreaterThan(2);
    expect(difference((await model.logits(inputs)).data, wanted)).toBeLessThan(1e-6);
    await model.dispose!();
  });

  it('leave the crop of set 17 as it is', async () => {
    const roi = [0, 0, 0.1, 0.2, 1, 1, 0.8, 0.9];
    const graph = file(
      (b, x) => {
        const region = b.constant({ type: 'float32', shape: [8], data: Float32Array.from(roi) });
        const attributes = { mode: 'linear', coordinate_transformation_mode: 'tf_crop_and_resize' };
        const scales = b.constant({ type: 'float32', shape: [4], data: Float32Array.of(1, 1, 0.5, 0.75) });
        return dense(b, b.node('Resize', [image(b, x), region, scales], attributes, 'crop'), 6);
      },
      [['', 13]],
    );
    const model = await onnxClassifier(writeModel(graph), { engine: 'native', threads: 1 });
    expect(model.gradientStop?.node).toBe('crop');
    expect(difference((await model.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await model.dispose!();
  });
});

describe('half precision', () => {
  it.each([
    ['float16', 10, 2 ** -11],
    ['bfloat16', 16, 2 ** -8],
  ] as const)('computed in float32 where a cast asks for %s: as the file within its rounding', async (_, to, unit) => {
    const inHalf = (half: boolean): Graph =>
      file(
        (b, x) => {
          const cast = (y: string, code: number): string => b.node('Cast', [y], { to: half ? code : 1 });
          const h = cast(b.node('Mul', [cast(x, to), cast(b.constant(weights([16], 'float32', 4)), to)]), 1);
          return dense(b, h, 16);
        },
        [['', 17]],
      );
    const model = await onnxClassifier(writeModel(inHalf(true)), { engine: 'native', threads: 1 });
    expect(isDifferentiable(model)).toBe(true);
    expect(model.facts!['rewrites']).toContainEqual({
      rewrite: 'half precision computed in float32',
      nodes: ['cast_1', 'cast_3'],
    });
    const { data: found } = await model.logits(inputs);
    expect(found).toEqual(await rawOutput(inHalf(false), inputs));
    if (to === 10) {
      const off = difference(found, await rawOutput(inHalf(true), inputs));
      expect(off).toBeGreaterThan(0);
      expect(off).toBeLessThan(3 * unit);
    }
    await model.dispose!();
  });
});
