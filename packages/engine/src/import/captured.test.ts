import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import type { Constant, ElementType, Graph, Node } from '../graph/graph.js';
import { filled } from '../graph/tensors.js';
import { writeModel } from '../onnx/model.js';
import { weights } from '../testing/gradient.js';
import { data, difference } from '../testing/networks.js';
import { rawOutput } from '../testing/raw.js';
import { onnxClassifier } from './classifier.js';

const none = { type: 'float32', shape: [] } as const;
const yes: Constant = { type: 'bool', shape: [], data: Uint8Array.of(1) };

/** An If that stays, since the values choose; either branch takes the mean of a value around it, over all but the first axis. */
function capturing(b: GraphBuilder, by: string, captured: string): string {
  const branch = (op: string): { graph: Graph } => {
    const inside = new GraphBuilder(op);
    const real = inside.node('Cast', [captured], { to: 1 }, `${op} real`);
    const flat = inside.node('Flatten', [real], {}, `${op} flat`);
    const mean = inside.node('ReduceMean', [flat], { axes: [1], keepdims: 1 }, `${op} mean`);
    inside.output({ name: inside.node(op, [mean], {}, op), ...none });
    return { graph: inside.build() };
  };
  const real = b.node('Cast', [by], { to: 1 });
  const top = b.node('Greater', [
    b.node('ReduceMax', [real], { keepdims: 0 }),
    b.constant(filled('float32', [], 0.25)),
  ]);
  return b.node('If', [top], { then_branch: branch('Tanh'), else_branch: branch('Sin') }, 'if');
}

/** One image [1, 2, 4, 4], some nodes of which the If captures one, and logits. */
function model(
  body: (b: GraphBuilder, x: string) => readonly [value: string, captured: string],
  type: ElementType = 'float32',
) {
  const b = new GraphBuilder('captured');
  const x = b.input({ name: 'x', type, shape: [1, 2, 4, 4] });
  const [value, captured] = body(b, x);
  const mean = b.node('ReduceMean', [b.node('Flatten', [value])], { axes: [1], keepdims: 1 });
  const two = b.node('Concat', [mean, capturing(b, x, captured)], { axis: 1 });
  b.node('MatMul', [two, b.constant(weights([2, 3], 'float32', 1))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [1, 3] });
  return b.build();
}

const conv = (b: GraphBuilder, x: string): string =>
  b.node('Conv', [x, b.constant(weights([2, 2, 3, 3], 'float32', 2))], { pads: [1, 1, 1, 1] });
const normal = (b: GraphBuilder, x: string): string =>
  b.node('BatchNormalization', [x, ...[1, 2, 3, 4].map((k) => b.constant(filled('float32', [2], k)))]);
const pool = (b: GraphBuilder, x: string): string => b.node('MaxPool', [x], { kernel_shape: [2, 2], strides: [2, 2] });
const dropout = (b: GraphBuilder, x: string): string => b.nodeOf(2, 'Dropout', [x])[0]!;
const named = (nodes: readonly Node[]): Node[] => nodes.map((node) => ({ ...node, name: node.outputs[0]! }));

const image = { data: data(1, 32).data.map((x) => 2 * x), shape: [1, 2, 4, 4] };

describe('a value that a branch captures', () => {
  it.each<[string, Graph]>([
    [
      'of a convolution before its normalisation',
      model((b, x) => {
        const c = conv(b, x);
        return [normal(b, c), c];
      }),
    ],
    [
      'of a normalisation',
      model((b, x) => {
        const n = normal(b, conv(b, x));
        return [b.node('Relu', [n]), n];
      }),
    ],
    [
      'of an activation before its maximum',
      model((b, x) => {
        const r = b.node('Relu', [conv(b, x)]);
        return [pool(b, r), r];
      }),
    ],
    [
      'of a maximum',
      model((b, x) => {
        const p = pool(b, b.node('Relu', [x]));
        return [b.node('Tanh', [p]), p];
      }),
    ],
    [
      'that is a copy',
      model((b, x) => {
        const c = b.node('Identity', [conv(b, x)]);
        return [c, b.node('Identity', [c])];
      }),
    ],
    [
      'that drops nothing',
      model((b, x) => {
        const d = dropout(b, x);
        return [d, d];
      }),
    ],
    ['that is the input', model((b, x) => [conv(b, x), x])],
    ['that is a constant', model((b, x) => [x, b.constant(weights([1, 2], 'float32', 3))])],
    [
      'that is known beforehand',
      model((b, x) => [
        x,
        b.node('Unsqueeze', [
          b.node('Shape', [x]),
          b.constant({ type: 'int64', shape: [1], data: BigInt64Array.of(0n) }),
        ]),
      ]),
    ],
    [
      'of a branch that is taken',
      model((b, x) => {
        const inside = new GraphBuilder('taken');
        inside.output({ name: inside.node('Exp', [x], {}, 'grown'), type: 'float32', shape: [1, 2, 4, 4] });
        const taken = b.node('If', [b.constant(yes)], {
          then_branch: { graph: inside.build() },
          else_branch: { graph: inside.build() },
        });
        return [taken, taken];
      }),
    ],
  ])("%s is the file's", async (_, graph) => {
    const found = await onnxClassifier(writeModel({ ...graph, nodes: named(graph.nodes) }));
    if (!isDifferentiable(found)) expect(found.gradientStop).toMatchObject({ op: 'If' });
    for (const sign of [1, -1]) {
      const at = { ...image, data: image.data.map((x) => sign * Math.abs(x)) };
      expect(difference((await found.logits(at)).data, await rawOutput(graph, at))).toBeLessThan(1e-6);
    }
    await found.dispose?.();
  });

  it('that holds whole numbers is rounded at the door', async () => {
    const graph = model((b, x) => [b.node('Cast', [x], { to: 1 }), x], 'int32');
    const found = await onnxClassifier(writeModel(graph), { std: 1 / 10 });
    const at = { ...image, data: image.data.map((x) => x + 0.03) };
    const whole = { ...image, data: at.data.map((x) => Math.round(Math.fround(x) * 10)) };
    const real: Graph = { ...graph, inputs: [{ ...graph.inputs[0]!, type: 'float32' }] };
    const cast: Graph = {
      ...real,
      inputs: [{ ...real.inputs[0]!, name: 'levels' }],
      nodes: [{ name: 'door', op: 'Cast', inputs: ['levels'], outputs: ['x'], attributes: { to: 6 } }, ...graph.nodes],
    };
    expect(difference((await found.logits(at)).data, await rawOutput(cast, whole))).toBeLessThan(1e-6);
    await found.dispose?.();
  });
});
