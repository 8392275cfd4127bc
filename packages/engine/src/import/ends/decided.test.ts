import { describe, expect, it } from '@jest/globals';
import { predictedClass, rows } from '@fragility/numerics';
import type { GraphBuilder } from '../../graph/builder.js';
import { filled, integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import { file, INPUTS, linear, scores, stumps, type Body } from '../../testing/learning.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { onnxClassifier } from '../classifier.js';

const near = data(40, INPUTS);
const far = { ...near, data: near.data.map((x) => 300 * x) };

const number = (b: GraphBuilder, value: number): string => b.constant(filled('float32', [1], value));
const product = (b: GraphBuilder, x: string, classes: number): string =>
  b.node('Gemm', [
    x,
    b.constant(weights([INPUTS, classes], 'float32', 4)),
    b.constant(weights([classes], 'float32', 5)),
  ]);

/** 1/(1 + e^(−z)) in single steps. */
const spelled = (b: GraphBuilder, z: string): string =>
  b.node('Reciprocal', [b.node('Add', [b.node('Exp', [b.node('Mul', [z, number(b, -1)])]), number(b, 1)])]);

/** Shares of sigmoids, or of equal parts where all sigmoids are 0, as scikit-learn's SGDClassifier of log_loss is written. */
const shares: Body = (b, x) => {
  const p = spelled(b, product(b, x, 3));
  const sum = b.node('ReduceSum', [p, b.constant(integers([1]))]);
  const none = b.node('Cast', [b.node('Not', [b.node('Cast', [sum], { to: 9 })])], { to: 1 });
  const parts = b.node('Add', [sum, b.node('Mul', [none, number(b, 3)])]);
  return b.node('Div', [b.node('Add', [p, none]), parts], {}, 'shares');
};

/** The second column of a classifier of two classes. */
const own = (b: GraphBuilder, x: string, k: number): string => {
  const scaled = b.node('Mul', [x, number(b, [1, -1, 0.5][k]!)]);
  const one = b.constant(integers([1]));
  return b.node('Slice', [linear(2, 'LOGISTIC', b, scaled), one, b.constant(integers([2])), one]);
};

/** One class against the rest: shares of sigmoids that are columns of classifiers of their own. */
const rest: Body = (b, x) => {
  const all = b.node(
    'Concat',
    [0, 1, 2].map((k) => own(b, x, k)),
    { axis: 1 },
  );
  return b.node('Div', [all, b.node('ReduceSum', [all, b.constant(integers([1]))])]);
};
const restOfTwo: Body = (b, x) => {
  const p = b.node('Concat', [own(b, x, 0)], { axis: 1 });
  const both = b.node('Concat', [b.node('Sub', [number(b, 1), p]), p], { axis: 1 });
  return b.node('Div', [both, b.node('ReduceSum', [both, b.constant(integers([1]))])]);
};
const sigmoids: Body = (b, x) => b.node('Sigmoid', [product(b, x, 3)]);

const stumpsOf =
  (sign: number, ids: number, base?: number): Body =>
  (b, x) => {
    const attributes = stumps(2, 'LOGISTIC', 1);
    const { floats } = attributes['class_weights'] as { floats: number[] };
    return scores(b, 'TreeEnsembleClassifier', x, {
      ...attributes,
      class_ids: [ids, ids],
      class_weights: { floats: floats.map((w, k) => (sign || (k % 2) * 2 - 1) * Math.abs(w)) },
      ...(base === undefined ? {} : { base_values: { floats: [base] } }),
    });
  };

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

describe('probabilities of one class against the rest', () => {
  it.each<[string, Body]>([
    ['shares of sigmoids spelled out', shares],
    ['columns of classifiers of their own', rest],
    ['both columns of one classifier', restOfTwo],
    ['sigmoids', sigmoids],
    ['trees whose numbers are positive', stumpsOf(1, 0)],
    ['trees whose numbers are negative', stumpsOf(-1, 1)],
    ['trees of both', stumpsOf(0, 1)],
    ['trees with a base', stumpsOf(1, 0, -0.5)],
  ])('%s are cut off, and every decision is the one of the file, near and far', async (name, body) => {
    const graph = file(body);
    const model = await onnxClassifier(writeModel(graph), { engine: 'native', threads: 1 });
    expect(model.facts).toHaveProperty('sigmoid cut off');
    const seen = new Set<number>();
    for (const inputs of [near, far]) {
      const wanted = await rawOutput(graph, inputs);
      const { data: found } = await model.logits(inputs);
      const classes = wanted.length / 40;
      const decisions = rows({ data: wanted, shape: [40, classes] }).map(predictedClass);
      expect(rows({ data: found, shape: [40, classes] }).map(predictedClass)).toEqual(decisions);
      for (const each of decisions) seen.add(each);
      if (inputs === far) continue;
      const odds = rows({ data: found, shape: [40, classes] }).flatMap((z) => {
        if ('two classes' in model.facts!) return [1 - sigmoid(z[1]! - z[0]!), sigmoid(z[1]! - z[0]!)];
        const each = Array.from(z, sigmoid);
        const sum = /shares|columns of/.test(name) ? each.reduce((a, p) => a + p) : 1;
        return each.map((p) => p / sum);
      });
      expect(difference(Float64Array.from(odds), wanted)).toBeLessThan(1e-6);
    }
    if (!/trees whose/.test(name)) expect(seen.size).toBeGreaterThan(1);
    await model.dispose!();
  });

  it('that are clipped keep their numbers', async () => {
    const body: Body = (b, x) => {
      const p = b.node('Clip', [product(b, x, 3), number(b, -1), number(b, 1)]);
      return b.node('Add', [b.node('Mul', [p, number(b, 0.5)]), number(b, 0.5)]);
    };
    const graph = file(body);
    const model = await onnxClassifier(writeModel(graph).slice(), { engine: 'native', threads: 1 });
    expect((await model.logits(near)).data).toEqual(await rawOutput(graph, near));
    await model.dispose!();
  });
});
