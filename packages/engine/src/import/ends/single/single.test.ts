import { describe, expect, it } from '@jest/globals';
import { predictedClass, rows } from '@fragility/numerics';
import { GraphBuilder } from '../../../graph/builder.js';
import type { Graph } from '../../../graph/graph.js';
import { filled, integers } from '../../../graph/tensors.js';
import { weights } from '../../../testing/gradient.js';
import { data } from '../../../testing/networks.js';
import { rawValue } from '../../../testing/raw.js';
import { graphClassifier } from '../../classifier.js';

type End = (b: GraphBuilder, logits: string) => string;

/** A linear model of six inputs, shifted so that both classes occur, that ends in `end`. */
function model(end: End, classes: number): Graph {
  const b = new GraphBuilder('single');
  const x = b.input({ name: 'x', type: 'float32', shape: ['n', 6] });
  const z = b.node('MatMul', [x, b.constant(weights([6, classes], 'float32', 1))], {}, 'z');
  b.node('Identity', [end(b, z)], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: ['n'] });
  return b.build();
}

const number = (b: GraphBuilder, value: number): string => b.constant(filled('float32', [], value));
const list = (b: GraphBuilder, ...values: number[]): string => b.constant(integers(values));
const softmax: End = (b, z) => b.node('Softmax', [z], { axis: 1 });
const sigmoid: End = (b, z) => b.node('Sigmoid', [z]);
const rest: End = (b, p) => b.node('Sub', [number(b, 1), p]);
const column = (b: GraphBuilder, p: string, k: number): string =>
  b.node('Gather', [p, b.constant({ ...integers([k]), shape: [] })], { axis: 1 });
const argmax: End = (b, z) => b.node('ArgMax', [z], { axis: 1, keepdims: 0 });

const inputs = data(40, 6);
const x = { data: Float32Array.from(inputs.data), shape: inputs.shape };

/** What the model chooses, and what it says of its end. */
async function chosen(graph: Graph) {
  const found = await graphClassifier(graph, { engine: 'native', threads: 1 });
  const classes = rows(await found.logits(inputs)).map(predictedClass);
  await found.dispose!();
  return { classes, facts: found.facts!, differentiable: 'vjp' in found };
}

describe('one number for each example', () => {
  it.each<[string, number, End, string]>([
    ['the rest of a sigmoid', 1, (b, z) => rest(b, sigmoid(b, z)), 'sigmoid cut off'],
    ['the rest of a rest', 1, (b, z) => rest(b, rest(b, b.node('Flatten', [sigmoid(b, z)]))), 'sigmoid cut off'],
    ['the second share of two', 2, (b, z) => column(b, softmax(b, z), 1), 'softmax cut off'],
    ['the first share of two', 2, (b, z) => column(b, softmax(b, z), -2), 'softmax cut off'],
    ['the rest of a share', 2, (b, z) => rest(b, column(b, softmax(b, z), 0)), 'softmax cut off'],
    [
      'a share cut out of two',
      2,
      (b, z) => b.node('Slice', [softmax(b, z), list(b, 1), list(b, 2), list(b, 1)]),
      'softmax cut off',
    ],
    ['a share split from two', 2, (b, z) => b.nodeOf(2, 'Split', [softmax(b, z)], { axis: 1 })[1]!, 'softmax cut off'],
    ['one share of three', 3, (b, z) => column(b, softmax(b, b.node('Mul', [z, number(b, 3)])), 2), 'two classes'],
    ['a hard sigmoid', 1, (b, z) => b.node('HardSigmoid', [z]), 'two classes'],
    ['a clipped number', 1, (b, z) => b.node('Clip', [z, number(b, 0), number(b, 1)]), 'two classes'],
  ])('%s is a probability, which parts classes at 1/2', async (_, classes, end, fact) => {
    const graph = model(end, classes);
    const { data: p } = await rawValue(graph, x);
    const wanted = p.map((each) => Number(each > 1 / 2));
    expect(new Set(wanted).size).toBe(2);
    const found = await chosen(graph);
    expect(found.classes).toEqual(wanted);
    expect(found.differentiable).toBe(true);
    expect(found.facts).toHaveProperty(fact);
  });

  it('that is a sigmoid of a probability is always above 1/2, as it is in the file', async () => {
    const { classes } = await chosen(model((b, z) => sigmoid(b, sigmoid(b, z)), 1));
    expect(new Set(classes)).toEqual(new Set([1]));
  });

  it.each<[string, End]>([
    ['the largest of scores', argmax],
    ['the largest of shares, as a real number', (b, z) => b.node('Cast', [argmax(b, softmax(b, z))], { to: 1 })],
    ['the largest as a column', (b, z) => b.node('ArgMax', [z], { axis: -1 })],
  ])('that names %s gives the scores themselves', async (_, end) => {
    const graph = model(end, 4);
    const { data: labels } = await rawValue(graph, x);
    const found = await chosen(graph);
    expect(new Set(labels).size).toBeGreaterThan(2);
    expect(found.classes).toEqual(labels);
    expect(found.differentiable).toBe(true);
    expect(found.facts['rewrites']).toContainEqual(expect.objectContaining({ rewrite: 'end cut off' }));
  });

  it.each<[string, End, RegExp]>([
    ['a power', (b, z) => b.node('Exp', [z]), /always above 0, expected a logit/],
    ['a negative probability', (b, z) => b.node('Neg', [sigmoid(b, z)]), /always below 0/],
    ['a probability and more', (b, z) => b.node('Add', [sigmoid(b, z), number(b, 0.5)]), /always above 0/],
    ['the last of the largest', (b, z) => b.node('ArgMax', [z], { axis: 1, select_last_index: 1 }), /as labels are/],
    ['a count', (b, z) => b.node('Cast', [z], { to: 7 }), /as labels are/],
    [
      'a count as a real number',
      (b, z) => b.node('Cast', [b.node('Cast', [z], { to: 7 })], { to: 1 }),
      /as labels are/,
    ],
  ])('that is %s is refused', async (_, end, message) => {
    await expect(graphClassifier(model(end, 1))).rejects.toThrow(message);
  });

  it('is refused uncut where it is a probability or a label', async () => {
    const uncut = (end: End, classes: number) => graphClassifier(model(end, classes), { cutSoftmax: false });
    await expect(uncut((b, z) => rest(b, sigmoid(b, z)), 1)).rejects.toThrow(/leave cutSoftmax at true/);
    await expect(uncut(argmax, 3)).rejects.toThrow(/as labels are/);
  });

  it('for each class may be whole', async () => {
    const scores = model((b, z) => b.node('Cast', [b.node('Mul', [z, number(b, 100)])], { to: 7 }), 3);
    const { data: wanted } = await rawValue(scores, x);
    const found = await graphClassifier(scores, { engine: 'native', threads: 1 });
    expect(Array.from((await found.logits(inputs)).data)).toEqual(wanted);
    await found.dispose!();
  });
});
