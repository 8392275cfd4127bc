import { describe, expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { graphClassifier } from '../import/classifier.js';
import { GraphBuilder } from './builder.js';
import { filled } from './tensors.js';

type Body = (b: GraphBuilder, x: string, number: (value: number) => string) => string;

/** The gradient of the sum of what is made of two numbers each of two examples. */
async function gradient(body: Body, data: readonly number[]): Promise<number[]> {
  const b = new GraphBuilder('selection');
  const x = b.input({ name: 'x', type: 'float64', shape: ['n', 2] });
  const y = body(b, x, (value) => b.constant(filled('float64', [], value)));
  b.output({ name: y, type: 'float64', shape: ['n', 2] });
  const model = asDifferentiable(await graphClassifier(b.build(), { engine: 'native', threads: 1 }));
  const { backward } = await model.vjp({ data: Float64Array.from(data), shape: [2, 2] });
  const found = await backward({ data: new Float64Array(4).fill(1), shape: [2, 2] });
  await model.dispose?.();
  return [...found.data];
}

/** What `taken` makes of positive numbers, and 2x of others. */
const positive =
  (taken: Body): Body =>
  (b, x, number) =>
    b.node('Where', [b.node('Greater', [x, number(0)]), taken(b, x, number), b.node('Mul', [x, number(2)])]);

describe('what is not selected has no part in a gradient', () => {
  it.each<[string, Body, readonly number[], readonly number[]]>([
    ['a root', positive((b, x) => b.node('Sqrt', [x])), [-1, 0, 4, 1], [2, 2, 0.25, 0.5]],
    ['a logarithm', positive((b, x) => b.node('Log', [x])), [-1, 0, 4, 1], [2, 2, 0.25, 1]],
    ['a reciprocal', positive((b, x) => b.node('Reciprocal', [x])), [-1, 0, 4, 1], [2, 2, -1 / 16, -1]],
    ['a quotient', positive((b, x, number) => b.node('Div', [number(3), x])), [-1, 0, 4, 1], [2, 2, -3 / 16, -3]],
    ['a power', positive((b, x, number) => b.node('Pow', [x, number(1.5)])), [-1, 0, 4, 1], [2, 2, 3, 1.5]],
    [
      'what overflows',
      (b, x, number) => {
        const rounded = b.node('Log', [b.node('Add', [b.node('Exp', [x]), number(1)])]);
        return b.node('Where', [b.node('Greater', [x, number(500)]), x, rounded]);
      },
      [1000, 0, 600, 0],
      [1, 0.5, 1, 0.5],
    ],
    ['what Relu leaves out', (b, x) => b.node('Sqrt', [b.node('Relu', [x])]), [-1, 4, 0, 1], [0, 0.25, 0, 0.5]],
    [
      'what Clip leaves out',
      (b, x, number) => b.node('Sqrt', [b.node('Clip', [x, number(0)])]),
      [-1, 4, 0, 1],
      [0, 0.25, 0, 0.5],
    ],
    [
      'what Max leaves out',
      (b, x, number) => b.node('Sqrt', [b.node('Max', [x, number(0)])]),
      [-1, 4, -2, 1],
      [0, 0.25, 0, 0.5],
    ],
  ])('%s', async (_, body, data, wanted) => {
    expect(await gradient(body, data)).toEqual(wanted.map((value) => expect.closeTo(value, 12)));
  });

  it('slopes that count stay infinite', async () => {
    expect(await gradient((b, x) => b.node('Sqrt', [x]), [0, 4, 1, 1])).toEqual([Infinity, 0.25, 0.5, 0.5]);
  });
});
