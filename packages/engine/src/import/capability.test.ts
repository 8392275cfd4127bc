import { describe, expect, it } from '@jest/globals';
import { asDifferentiable, isDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../graph/builder.js';
import type { Graph } from '../graph/graph.js';
import { filled, integers } from '../graph/tensors.js';
import { weights } from '../testing/gradient.js';
import { data, difference } from '../testing/networks.js';
import { rawOutput } from '../testing/raw.js';
import { graphClassifier } from './classifier.js';

type Body = (b: GraphBuilder, x: string) => string;

/** Four inputs, `body`, and a product to three logits. */
function model(body: Body): Graph {
  const b = new GraphBuilder('capability');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
  b.node('MatMul', [body(b, x), b.constant(weights([4, 3], 'float32', 1))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: ['n', 3] });
  return b.build();
}

const number = (b: GraphBuilder, value: number): string => b.constant(filled('float32', [], value));

const lstm: Body = (b, x) => {
  const axis = b.constant(integers([0]));
  const w = (seed: number): string => b.constant(weights([1, 16, 4], 'float32', seed));
  const outputs = ['all', 'last', 'cell'];
  b.append({
    name: 'recurrent',
    op: 'LSTM',
    inputs: [b.node('Unsqueeze', [x, axis]), w(2), w(3)],
    outputs,
    attributes: { hidden_size: 4 },
  });
  return b.node('Squeeze', ['last', axis]);
};
const grey: Body = (b, x) =>
  b.node('Div', [b.node('Round', [b.node('Mul', [x, number(b, 15)])], {}, 'rounded'), number(b, 15)]);
const whole: Body = (b, x) => {
  const levels = b.node('Cast', [b.node('Mul', [x, number(b, 15)])], { to: 7 }, 'levels');
  return b.node('Cast', [levels], { to: 1 });
};
/** The scale of a normalisation is read beside its values. */
const scaled: Body = (b, x) => {
  const outputs = ['normal', 'mean', 'inverse'];
  const attributes = { axis: -1 };
  b.append({
    name: 'norm',
    op: 'LayerNormalization',
    inputs: [x, b.constant(weights([4], 'float32'))],
    outputs,
    attributes,
  });
  return b.node('Add', ['normal', 'inverse']);
};
const inputs = data(5, 4);

describe('what a graph offers', () => {
  it.each<[string, Body, string, string, RegExp]>([
    ['no rule', lstm, 'LSTM', 'recurrent', /^operator LSTM \(node 'recurrent'\) has no gradient$/],
    ['a rule of its first output', scaled, 'LayerNormalization', 'norm', /has no gradient of its output 'inverse'$/],
    ['a step', grey, 'Round', 'rounded', /^operator Round \(node 'rounded'\) is flat, its slope is 0/],
    ['whole numbers', whole, 'Cast', 'levels', /^operator Cast \(node 'levels'\) is flat, its slope is 0/],
  ])('is logits where a node has %s, and the name of that node', async (_, body, op, node, reason) => {
    const graph = model(body);
    const found = await graphClassifier(graph);
    expect(isDifferentiable(found)).toBe(false);
    expect(found.gradientStop).toEqual({ op, node, reason: expect.stringMatching(reason) });
    expect(found.facts).toMatchObject({ 'gradients stop at': `${op} (node '${node}')` });
    expect(difference((await found.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    await found.dispose!();
    await expect(found.logits(inputs)).rejects.toMatchObject({ code: 'engine/disposed' });
  });

  it('is gradients where another way leads around a step, and where no rule is beside the way', async () => {
    const around = await graphClassifier(model((b, x) => b.node('Add', [x, grey(b, x)])));
    const beside = await graphClassifier(
      model((b, x) => {
        const many = b.node('Shape', [b.node('NonZero', [x])]);
        return b.node('Add', [
          x,
          b.node('Mul', [number(b, 0), b.node('Cast', [b.node('ReduceMin', [many])], { to: 1 })]),
        ]);
      }),
    );
    expect([around, beside].map((found) => [isDifferentiable(found), found.gradientStop])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
  });

  it('is gradients of logits that are computed in another precision than inputs', async () => {
    const b = new GraphBuilder('precise');
    const x = b.input({ name: 'x', type: 'float32', shape: ['n', 4] });
    const matrix = weights([4, 3], 'float64', 1);
    b.node('MatMul', [b.node('Cast', [x], { to: 11 }), b.constant(matrix)], {}, 'y');
    b.output({ name: 'y', type: 'float64', shape: ['n', 3] });
    const found = asDifferentiable(await graphClassifier(b.build()));
    const { backward } = await found.vjp(inputs);
    const slopes = await backward({
      data: Float64Array.from({ length: 15 }, (_, k) => Number(k % 3 === 1)),
      shape: [5, 3],
    });
    const column = Float64Array.from({ length: 20 }, (_, k) => matrix.data[(k % 4) * 3 + 1] as number);
    expect(difference(slopes.data, column)).toBeLessThan(1e-7);
    await found.dispose!();
  });
});
