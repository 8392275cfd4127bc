import { describe, expect, it } from '@jest/globals';
import { isDifferentiable, type Classifier } from '@fragility/model';
import { predictedClass, row } from '@fragility/numerics';
import type { Graph } from '../../graph/graph.js';
import { integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import {
  file,
  floats,
  INPUTS,
  labels,
  linear,
  machine,
  ml,
  scores,
  stumps,
  type Body,
} from '../../testing/learning.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { onnxClassifier } from '../classifier.js';

const inputs = { data: data(9, INPUTS).data.map((x) => 2 * x), shape: [9, INPUTS] };

const softmax = (z: Float64Array): number[] => {
  const powers = Array.from(z, (each) => Math.exp(each - Math.max(...z)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((each) => each / sum);
};

/** What a file's own output is for logits whose end was cut off, as the facts say. */
function declared(
  { facts, classes }: Classifier,
  logits: { data: Float64Array; shape: readonly number[] },
): Float64Array {
  const rows = Array.from({ length: logits.data.length / classes }, (_, i) => row(logits, i));
  if ('softmax cut off' in facts!) return Float64Array.from(rows.flatMap(softmax));
  if ('two classes' in facts! && 'sigmoid cut off' in facts!) return Float64Array.from(rows.flatMap(softmax));
  if ('sigmoid cut off' in facts!) return logits.data.map((z) => 1 / (1 + Math.exp(-z)));
  return logits.data;
}

const load = (graph: Graph): Promise<Classifier> => onnxClassifier(writeModel(graph), { engine: 'native' });

const normalised =
  (norm: string): Body =>
  (b, x) =>
    b.node('Gemm', [ml(b, 'Normalizer', [x], { norm }), b.constant(weights([INPUTS, 3], 'float32', 4))]);

/** Bodies, whether they have gradients, and what of their end is cut off. */
const bodies: [string, Body, 'gradients' | 'logits', string?][] = [
  [
    'a scaler',
    (b, x) => linear(3, 'NONE', b, ml(b, 'Scaler', [x], { offset: floats(4, 3), scale: floats(4, 4) })),
    'gradients',
  ],
  ['norms L1', normalised('L1'), 'gradients'],
  ['norms L2', normalised('L2'), 'gradients'],
  [
    'largest numbers',
    (b, x) => linear(3, 'NONE', b, ml(b, 'Normalizer', [b.node('Exp', [x])], { norm: 'MAX' })),
    'gradients',
  ],
  ['scores', (b, x) => linear(3, 'NONE', b, x), 'gradients'],
  ['scores of two classes', (b, x) => linear(2, 'NONE', b, x), 'gradients'],
  ['softmax', (b, x) => linear(3, 'SOFTMAX', b, x), 'gradients', 'softmax cut off'],
  [
    'softmax made shares again',
    (b, x) => ml(b, 'Normalizer', [linear(3, 'SOFTMAX', b, x)], { norm: 'L1' }),
    'gradients',
    'softmax cut off',
  ],
  ['sigmoids', (b, x) => linear(3, 'LOGISTIC', b, x), 'gradients', 'sigmoid cut off'],
  ['one row of two classes', (b, x) => linear(2, 'LOGISTIC', b, x, 1), 'logits'],
  ['the normal distribution', (b, x) => linear(3, 'SOFTMAX_ZERO', b, x), 'logits'],
  [
    'imputed values',
    (b, x) =>
      linear(
        3,
        'NONE',
        b,
        ml(b, 'Imputer', [x], { imputed_value_floats: floats(4, 9), replaced_value_float: { float: NaN } }),
      ),
    'gradients',
  ],
  [
    'one imputed value',
    (b, x) =>
      linear(
        3,
        'NONE',
        b,
        ml(b, 'Imputer', [x], { imputed_value_floats: floats(1, 9), replaced_value_float: { float: inputs.data[2]! } }),
      ),
    'gradients',
  ],
  [
    'chosen columns',
    (b, x) =>
      b.node('Gemm', [
        ml(b, 'ArrayFeatureExtractor', [x, b.constant(integers([2, 0]))], {}),
        b.constant(weights([2, 3], 'float32', 4)),
      ]),
    'gradients',
  ],
  [
    'a regression of each class',
    (b, x) => ml(b, 'LinearRegressor', [x], { coefficients: floats(12, 1), intercepts: floats(3, 2), targets: 3 }),
    'gradients',
  ],
  ['thresholds', (b, x) => linear(3, 'NONE', b, ml(b, 'Binarizer', [x], { threshold: { float: 0.1 } })), 'logits'],
  [
    'columns put together',
    (b, x) => linear(3, 'NONE', b, ml(b, 'FeatureVectorizer', [x], { inputdimensions: [4] })),
    'logits',
  ],
  ['trees', (b, x) => scores(b, 'TreeEnsembleClassifier', x, stumps(3, 'NONE')), 'logits'],
  [
    'trees and softmax',
    (b, x) => scores(b, 'TreeEnsembleClassifier', x, stumps(4, 'SOFTMAX')),
    'logits',
    'softmax cut off',
  ],
  [
    'trees and sigmoids',
    (b, x) => scores(b, 'TreeEnsembleClassifier', x, stumps(3, 'LOGISTIC')),
    'logits',
    'sigmoid cut off',
  ],
  [
    'trees and a softmax that keeps zeros',
    (b, x) => scores(b, 'TreeEnsembleClassifier', x, stumps(3, 'SOFTMAX_ZERO')),
    'logits',
  ],
  [
    'trees of two classes',
    (b, x) => scores(b, 'TreeEnsembleClassifier', x, stumps(2, 'LOGISTIC', 1)),
    'logits',
    'sigmoid cut off',
  ],
  [
    'vectors with probabilities',
    (b, x) => scores(b, 'SVMClassifier', x, machine(3, { prob_a: floats(3, 1), prob_b: floats(3, 2) })),
    'logits',
  ],
  [
    'both shares of a sigmoid',
    (b, x) => {
      const p = b.node('Sigmoid', [b.node('Gemm', [x, b.constant(weights([INPUTS, 1], 'float32', 4))])]);
      const one = b.constant({ type: 'float32', shape: [1], data: Float32Array.of(1) });
      return b.node('Concat', [b.node('Sub', [one, p]), p], { axis: 1 });
    },
    'gradients',
    'sigmoid cut off',
  ],
];

describe('classical learning', () => {
  it.each(bodies)('of %s gives what ONNX Runtime does', async (...[, body, offers, cut]) => {
    const graph = file(body);
    const model = await load(graph);
    expect(difference(declared(model, await model.logits(inputs)), await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    expect(isDifferentiable(model)).toBe(offers === 'gradients');
    if (offers === 'logits') expect(model.gradientStop!.op).toMatch(/^ai\.onnx\.ml\./);
    const ends = Object.keys(model.facts!).filter((key) => key.endsWith('cut off'));
    expect(ends).toEqual(cut ? [cut] : []);
    await model.dispose!();
  });

  const smooth = bodies.filter(
    ([name, , offers]) => offers === 'gradients' && !/chosen|L1|L2|shares of|regression/.test(name),
  );
  it.each(smooth)('of %s has the gradients that differences in float64 say', async (...[, body]) => {
    const model = await load(file(body, 'float64'));
    if (!isDifferentiable(model)) throw new Error(model.gradientStop?.reason);
    const { backward } = await model.vjp(inputs);
    const c = data(9, model.classes, 3).data;
    const { data: found } = await backward({ data: c, shape: [9, model.classes] });
    const along = async (k: number, step: number): Promise<Float64Array> => {
      const moved = inputs.data.map((x, j) => (j % INPUTS === k ? x + step : x));
      const logits = (await model.logits({ data: moved, shape: inputs.shape })).data.map((z, j) => z * c[j]!);
      return Float64Array.from({ length: 9 }, (__, i) =>
        row({ data: logits, shape: [9, model.classes] }, i).reduce((a, z) => a + z, 0),
      );
    };
    const slopes = new Float64Array(9 * INPUTS);
    for (let k = 0; k < INPUTS; k++) {
      const [up, down] = [await along(k, 1e-6), await along(k, -1e-6)];
      up.forEach((value, i) => (slopes[i * INPUTS + k] = (value - down[i]!) / 2e-6));
    }
    expect(difference(found, slopes)).toBeLessThan(1e-6);
    await model.dispose!();
  });

  it('puts the scores of a machine of two classes in the order of the classes that it decides for', async () => {
    const attributes = machine(2, { rho: { floats: [0] }, coefficients: { floats: [1, 1, -1, -1] } });
    const graph = file((b, x) => scores(b, 'SVMClassifier', x, attributes));
    const decisions: Graph = file((b, x) => {
      const [label] = b.nodeOf(2, 'ai.onnx.ml.SVMClassifier', [x], attributes);
      return b.node('Cast', [label!], { to: 1 });
    });
    const [model, chosen] = [await load(graph), await rawOutput(decisions, inputs)];
    const logits = await model.logits(inputs);
    expect(Float64Array.from({ length: 9 }, (_, i) => predictedClass(row(logits, i)))).toEqual(chosen);
    expect(new Set(chosen).size).toBe(2);
    expect(model.facts!['rewrites']).toContainEqual({
      rewrite: 'scores put in the order of the classes',
      nodes: expect.anything(),
    });
    await model.dispose!();
  });

  it.each([
    [
      'with probabilities',
      { prob_a: floats(3, 1), prob_b: floats(3, 2) },
      3,
      /^by the largest probability; .*SVMClassifier/,
    ],
    ['without', {}, 2, undefined],
  ])('says of a machine %s where its own labels may be others', async (_, more, classes, expected) => {
    const model = await load(file((b, x) => scores(b, 'SVMClassifier', x, machine(classes, more))));
    const told = model.facts!['labels'];
    expect(told).toEqual(expected && expect.stringMatching(expected));
    await model.dispose!();
  });

  it('says so of scores that are made of its decisions', async () => {
    const graph = file((b, x) => b.node('Neg', [scores(b, 'SVMClassifier', x, machine(3))]));
    const model = await load(graph);
    expect(model.facts!['labels']).toMatch(/^by the largest score; .*SVMClassifier/);
    await model.dispose!();
  });

  it('refuses decisions between pairs of classes, by node and with the remedy', async () => {
    await expect(load(file((b, x) => scores(b, 'SVMClassifier', x, machine(3))))).rejects.toMatchObject({
      code: 'engine/output',
      message: expect.stringMatching(
        /SVMClassifier \(node '[\w.]+'\) gives decisions between pairs of classes.*decision_function_shape='ovr'/,
      ),
    });
  });

  it('refuses the labels of a machine as labels', async () => {
    const label: Body = (b, x) => b.nodeOf(2, 'ai.onnx.ml.SVMClassifier', [x], machine(3))[0]!;
    const loading = load(file((b, x) => b.node('Identity', [label(b, x)], {}, 'label')));
    await expect(loading).rejects.toThrow(/output 'label' is one whole number for each example, as labels are/);
  });

  it('keeps labels that others read', async () => {
    const voting: Body = (b, x) => {
      const [label, probabilities] = b.nodeOf(2, 'ai.onnx.ml.LinearClassifier', [x], {
        coefficients: floats(12, 1),
        intercepts: floats(3, 2),
        classlabels_ints: labels(3),
        post_transform: 'NONE',
      });
      const votes = b.node('OneHot', [
        label!,
        b.constant(integers([3])),
        b.constant({ type: 'float32', shape: [2], data: Float32Array.of(0, 1) }),
      ]);
      return b.node('Add', [votes, probabilities!]);
    };
    const graph = file(voting);
    const model = await load(graph);
    expect(difference((await model.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await model.dispose!();
  });

  it('stops gradients at neighbours, whose distances only choose', async () => {
    const neighbours: Body = (b, x) => {
      const places = b.nodeOf(
        2,
        'TopK',
        [b.node('Gemm', [x, b.constant(weights([INPUTS, 5], 'float32', 4))]), b.constant(integers([2]))],
        { axis: 1 },
      )[1]!;
      return b.node('ReduceMean', [b.node('Gather', [b.constant(weights([5, 3], 'float32', 2)), places])], {
        axes: [1],
        keepdims: 0,
      });
    };
    const model = await load(file(neighbours));
    expect(model.gradientStop).toMatchObject({ op: 'TopK', reason: expect.stringMatching(/is flat/) });
    await model.dispose!();
  });
});
