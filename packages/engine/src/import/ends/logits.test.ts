import { describe, expect, it } from '@jest/globals';
import { isDifferentiable } from '@fragility/model';
import { predictedClass, row, rows } from '@fragility/numerics';
import { GraphBuilder } from '../../graph/builder.js';
import type { Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { weights } from '../../testing/gradient.js';
import { data, difference } from '../../testing/networks.js';
import { rawOutput } from '../../testing/raw.js';
import { graphClassifier } from '../classifier.js';

/** Appends the end of a model to the value that holds its logits. */
type End = (b: GraphBuilder, logits: string) => string;

/** A linear model of six inputs that ends in `end`. */
function model(end: End, classes = 4, batch: string | number = 'n', scale = 3): Graph {
  const b = new GraphBuilder('ends');
  const x = b.input({ name: 'x', type: 'float32', shape: [batch, 6] });
  const { data: values, ...rest } = weights([6, classes], 'float32', 1);
  const w = b.constant({ ...rest, data: (values as Float32Array).map((value) => scale * value) });
  const y = end(b, b.node('MatMul', [x, w], {}, 'z'));
  b.node('Identity', [y], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [batch] });
  return b.build();
}

const number = (b: GraphBuilder, value: number, ...shape: number[]): string =>
  b.constant(filled('float32', shape, value));
const list = (b: GraphBuilder, ...values: number[]): string => b.constant(integers(values));
const softmax: End = (b, z) => b.node('Softmax', [z], { axis: 1 });
const sigmoid: End = (b, z) => b.node('Sigmoid', [z]);
const clip = (b: GraphBuilder, p: string, low: number, high: number): string =>
  b.node('Clip', [p, number(b, low), number(b, high)]);
const spelledOut: End = (b, z) => {
  const shifted = b.node('Sub', [z, b.node('ReduceMax', [z], { axes: [1] })]);
  const powers = b.node('Exp', [shifted]);
  return b.node('Div', [powers, b.node('ReduceSum', [powers, list(b, 1)])]);
};

const inputs = data(20, 6);

/** Logits of the graph with its end, and of the graph without one; in both each row less its mean. */
async function bothWays(end: End, classes = 4): Promise<{ found: Float64Array; plain: Float64Array; facts: object }> {
  const centred = (values: Float64Array): Float64Array =>
    values.map((value, k) => {
      const start = k - (k % classes);
      return value - values.subarray(start, start + classes).reduce((a, b) => a + b) / classes;
    });
  const [whole, plain] = [
    await graphClassifier(model(end, classes)),
    await graphClassifier(model((_, z) => z, classes)),
  ];
  return {
    found: centred((await whole.logits(inputs)).data),
    plain: centred((await plain.logits(inputs)).data),
    facts: whole.facts!,
  };
}

describe('the end of a model', () => {
  it.each<[string, End, string]>([
    ['softmax', softmax, 'softmax'],
    ['softmax of the last axis', (b, z) => b.node('Softmax', [z]), 'softmax'],
    ['log-softmax', (b, z) => b.node('LogSoftmax', [z], { axis: -1 }), 'softmax'],
    ['softmax, clipped', (b, z) => clip(b, softmax(b, z), 1e-7, 1 - 1e-7), 'softmax'],
    ['softmax, clipped to half', (b, z) => clip(b, softmax(b, z), 0.25, 0.5), 'softmax'],
    ['log-softmax, clipped', (b, z) => clip(b, b.node('LogSoftmax', [z]), -20, 0), 'softmax'],
    ['softmax, clipped, its logarithm', (b, z) => b.node('Log', [clip(b, softmax(b, z), 1e-6, 1)]), 'softmax'],
    ['softmax in per cent', (b, z) => b.node('Mul', [number(b, 100), softmax(b, z)]), 'softmax'],
    [
      'softmax in per cent, clipped',
      (b, z) => clip(b, b.node('Mul', [softmax(b, z), number(b, 100)]), 1, 99),
      'softmax',
    ],
    [
      'softmax, its bounds by Min and Max',
      (b, z) => b.node('Min', [b.node('Max', [softmax(b, z), number(b, 1e-7)]), number(b, 0.9)]),
      'softmax',
    ],
    ['softmax of a softmax', (b, z) => softmax(b, softmax(b, z)), 'softmax'],
    [
      'softmax, cast and back',
      (b, z) => b.node('Cast', [b.node('Cast', [softmax(b, z)], { to: 11 })], { to: 1 }),
      'softmax',
    ],
    [
      'softmax over channels',
      (b, z) => b.node('Flatten', [b.node('Softmax', [b.node('Reshape', [z, list(b, -1, 4, 1, 1)])], { axis: 1 })]),
      'softmax',
    ],
    [
      'softmax, an axis of one moved',
      (b, z) =>
        b.node('Squeeze', [
          b.node('Transpose', [b.node('Unsqueeze', [softmax(b, z), list(b, 1)])], { perm: [0, 2, 1] }),
          list(b, 2),
        ]),
      'softmax',
    ],
    ['softmax spelled out', spelledOut, 'softmax'],
    [
      'softmax spelled out, its logarithm',
      (b, z) => b.node('Log', [b.node('Add', [spelledOut(b, z), number(b, 1e-9)])]),
      'softmax',
    ],
    ['sigmoids', sigmoid, 'sigmoid'],
    [
      'shares of sigmoids',
      (b, z) => b.node('Div', [sigmoid(b, z), b.node('ReduceSum', [sigmoid(b, z), list(b, 1)])]),
      'sigmoid',
    ],
  ])('cuts %s', async (_, end, kind) => {
    const { found, plain, facts } = await bothWays(end);
    expect(difference(found, plain)).toBeLessThan(1e-5);
    expect(Object.keys(facts)).toContain(`${kind} cut off`);
    expect(facts).toMatchObject({
      rewrites: expect.arrayContaining([expect.objectContaining({ rewrite: 'end cut off' })]),
    });
  });

  it.each<[string, End, number?]>([
    ['logits', (_, z) => z],
    ['logits with a temperature', (b, z) => b.node('Mul', [z, number(b, 0.1)])],
    ['clipped logits', (b, z) => clip(b, z, -1, 1)],
    [
      'softmax over half of the classes',
      (b, z) => b.node('Flatten', [b.node('Softmax', [b.node('Reshape', [z, list(b, -1, 2, 2)])], { axis: 2 })]),
    ],
    ['softmax whose clipping makes the largest equal', (b, z) => clip(b, softmax(b, z), 0, 0.49)],
    ['softmax whose clipping makes the smallest equal', (b, z) => clip(b, softmax(b, z), 0.26, 1)],
    ['sigmoids that clipping makes equal', (b, z) => clip(b, sigmoid(b, z), 0.1, 0.9)],
    [
      'softmax with another factor for each class',
      (b, z) => b.node('Mul', [softmax(b, z), b.constant(weights([4], 'float32', 5))]),
    ],
    ['softmax with a negative factor', (b, z) => b.node('Mul', [softmax(b, z), number(b, -1)])],
    ['one less softmax', (b, z) => b.node('Sub', [number(b, 1), softmax(b, z)])],
    ['softmax and a rounding', (b, z) => b.node('Round', [b.node('Mul', [softmax(b, z), number(b, 100)])])],
    ['softmax in another order', (b, z) => b.node('Gather', [softmax(b, z), list(b, 1, 0, 3, 2)], { axis: 1 })],
  ])('keeps %s', async (_, end) => {
    const graph = model(end);
    const whole = await graphClassifier(graph);
    expect(difference((await whole.logits(inputs)).data, await rawOutput(graph, inputs))).toBeLessThan(1e-6);
    expect(Object.keys(whole.facts!).filter((key) => key.endsWith('cut off'))).toEqual([]);
  });

  it('takes the squares of a batch of as many examples as classes apart by their place', async () => {
    const across = model((b, z) => b.node('Softmax', [z], { axis: 0 }), 3, 3);
    await expect(graphClassifier(across)).rejects.toMatchObject({
      code: 'engine/batch',
      message: expect.stringMatching(/does not keep the examples of a batch apart: operator Softmax/),
    });
    const along = await graphClassifier(model((b, z) => b.node('Softmax', [z], { axis: 1 }), 3, 3));
    expect(along.facts).toHaveProperty('softmax cut off');
  });

  it('keeps a softmax over the batch, and refuses the model', async () => {
    for (const op of ['Softmax', 'LogSoftmax']) {
      const graph = model((b, z) => b.node(op, [z], { axis: 0 }, 'over'));
      await expect(graphClassifier(graph)).rejects.toThrow(
        new RegExp(
          `operator ${op} \\(node 'over'\\) works along the axis of the examples; the logits of one input begin`,
        ),
      );
    }
    const shifted = model((b, z) => b.node('Sub', [z, b.node('ReduceMean', [z], { axes: [0] })]));
    await expect(graphClassifier(shifted)).rejects.toMatchObject({ code: 'engine/batch' });
  });

  it('lets a model pass that answers differently each time', async () => {
    const noisy = model((b, z) => b.node('Add', [z, b.node('RandomNormalLike', [z], { scale: { float: 5 } })]));
    const whole = await graphClassifier(noisy);
    expect([whole.classes, isDifferentiable(whole)]).toEqual([4, true]);
  });

  it.each<[string, End]>([
    ['[n, 1]', (_, z) => z],
    ['[n]', (b, z) => b.node('Squeeze', [z, list(b, 1)])],
    ['[n, 1, 1]', (b, z) => b.node('Unsqueeze', [z, list(b, 2)])],
    ['sigmoid', sigmoid],
    ['sigmoid [n]', (b, z) => b.node('Reshape', [sigmoid(b, z), list(b, -1)])],
    ['sigmoid, clipped', (b, z) => clip(b, sigmoid(b, z), 1e-7, 1 - 1e-7)],
    ['log-sigmoid', (b, z) => b.node('Log', [sigmoid(b, z)])],
    ['sigmoid in per cent', (b, z) => b.node('Mul', [sigmoid(b, z), number(b, 100)])],
    ['sigmoid from −1 to 1', (b, z) => b.node('Sub', [b.node('Mul', [sigmoid(b, z), number(b, 2)]), number(b, 1)])],
  ])('takes one number z as logits (0, z): %s', async (name, end) => {
    const whole = await graphClassifier(model(end, 1));
    const z = await rawOutput(
      model((_, value) => value, 1),
      inputs,
    );
    const { data: found, shape } = await whole.logits(inputs);
    expect(shape).toEqual([20, 2]);
    const expected = Float64Array.from(found, (_, k) => (k % 2 === 0 ? 0 : z[(k - 1) / 2]!));
    expect(difference(found, expected)).toBeLessThan(1e-6);
    expect(whole.facts).toHaveProperty('two classes');
    expect(Object.hasOwn(whole.facts!, 'sigmoid cut off')).toBe(name.includes('sigmoid'));
    if (!isDifferentiable(whole)) throw new Error('no gradients');
    const { backward } = await whole.vjp(inputs);
    const slopes = await backward({ data: new Float64Array(40).map((_, k) => k % 2), shape: [20, 2] });
    const { data: w } = weights([6, 1], 'float32', 1);
    expect(
      difference(
        row(slopes, 3),
        Float64Array.from(w as Float32Array, (value) => 3 * value),
      ),
    ).toBeLessThan(1e-6);
  });

  it.each<[string, End, number]>([
    ['a threshold of its own', (b, z) => b.node('Sub', [sigmoid(b, z), number(b, 0.3)]), 0],
    ['clipping on one side of the middle', (b, z) => clip(b, sigmoid(b, z), 0.6, 1), 1 / 2],
    ['a softmax of one class', softmax, 1 / 2],
  ])('keeps what comes after one number: %s', async (_, end, middle) => {
    const graph = model(end, 1);
    const whole = await graphClassifier(graph);
    const { data: found } = await whole.logits(inputs);
    const raw = await rawOutput(graph, inputs);
    expect(
      difference(
        found.filter((__, k) => k % 2 === 1),
        raw.map((value) => value - middle),
      ),
    ).toBeLessThan(1e-6);
  });

  it('says of one probability that is to be kept where its classes part', async () => {
    await expect(graphClassifier(model(sigmoid, 1), { cutSoftmax: false })).rejects.toMatchObject({
      code: 'engine/output',
      message: expect.stringContaining('told apart at 1/2; leave cutSoftmax at true'),
    });
  });

  it('keeps the classes that saturated probabilities have lost', async () => {
    const cut = await graphClassifier(model((b, z) => clip(b, softmax(b, z), 0.2, 0.6), 4, 'n', 200));
    const plain = await graphClassifier(model((_, z) => z, 4, 'n', 200));
    const classes = async (from: typeof cut): Promise<number[]> => rows(await from.logits(inputs)).map(predictedClass);
    expect(await classes(cut)).toEqual(await classes(plain));
  });

  it.each([
    ['an image', (b: GraphBuilder, z: string) => b.node('Reshape', [z, list(b, -1, 2, 2)])],
    ['all examples in one row', (b: GraphBuilder, z: string) => b.node('Reshape', [z, list(b, 1, -1)])],
  ])('refuses %s as logits', async (_, end) => {
    await expect(graphClassifier(model(end))).rejects.toThrow(
      /expected \[n, classes\], or \[n, 1\] or \[n\] for two classes/,
    );
  });
});
