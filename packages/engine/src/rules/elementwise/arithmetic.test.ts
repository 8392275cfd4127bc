import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import { filled, integers } from '../../graph/tensors.js';
import { graphClassifier } from '../../import/classifier.js';
import { shapes } from '../../testing/arbitraries.js';
import { gradientError, weights } from '../../testing/gradient.js';

/** A value and what it is combined with: constants, or the mean of the value itself over some axes, in shapes that broadcast. */
const operands = shapes({ min: 1, max: 3 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    axes: fc.array(fc.record({ stretched: fc.boolean(), widened: fc.boolean() }), {
      minLength: shape.length,
      maxLength: shape.length,
    }),
    rank: fc.integer({ min: 0, max: shape.length + 1 }),
    depends: fc.boolean(),
    reversed: fc.boolean(),
  }),
);

type Operands = typeof operands extends fc.Arbitrary<infer T> ? T : never;

/** The two operands, and the shape of the first, in which an axis of one may be widened by the second. */
function pairOf({ shape, axes, rank, depends, reversed }: Operands) {
  const own = shape.map((size, k) => (axes[k]!.widened ? 1 : size));
  const other = shape.map((size, k) => (axes[k]!.stretched && !axes[k]!.widened ? 1 : size));
  const means = axes.flatMap(({ stretched }, k) => (stretched ? [k + 1] : []));
  const build = (b: GraphBuilder, x: string): [string, string] => {
    const second = depends
      ? b.node('Tanh', [means.length > 0 ? b.node('ReduceMean', [x], { axes: means, keepdims: 1 }) : x])
      : b.constant(weights([1, ...other].slice(1 + shape.length - rank), 'float64', 5));
    return reversed ? [second, x] : [x, second];
  };
  return { shape: own, build };
}

const exp = (b: GraphBuilder, x: string): string => b.node('Exp', [x]);

/** Operators of two operands, on parts of the plane where they are smooth. */
const binary: [string, (b: GraphBuilder, p: string, q: string) => string][] = [
  ['Add', (b, p, q) => b.node('Add', [p, q])],
  ['Sub', (b, p, q) => b.node('Sub', [p, q])],
  ['Mul', (b, p, q) => b.node('Mul', [p, q])],
  ['Div', (b, p, q) => b.node('Div', [p, exp(b, q)])],
  ['Pow', (b, p, q) => b.node('Pow', [exp(b, p), q])],
  [
    'Mod',
    (b, p, q) => b.node('Mod', [p, b.node('Add', [exp(b, q), b.constant(filled('float64', [], 0.2))])], { fmod: 1 }),
  ],
  ['Sum', (b, p, q) => b.node('Sum', [p, q, exp(b, p)])],
  ['Mean', (b, p, q) => b.node('Mean', [p, q, exp(b, p)])],
  ['Max', (b, p, q) => b.node('Max', [p, q, b.constant(filled('float64', [1], 0.3))])],
  ['Min', (b, p, q) => b.node('Min', [p, q, b.node('Neg', [q])])],
  [
    'Where',
    (b, p, q) => b.node('Where', [b.node('Greater', [p, b.constant(filled('float64', [], 0.1))]), q, exp(b, p)]),
  ],
  [
    'PRelu',
    (b, p, q) => b.node('PRelu', [b.node('Add', [p, b.node('Mul', [q, b.constant(filled('float64', [], 0))])]), q]),
  ],
];

describe('rules of arithmetic', () => {
  it.each(binary)('%s agrees with central differences over shapes that broadcast', async (_, nodes) => {
    await fc.assert(
      fc.asyncProperty(operands, async (given) => {
        const { shape, build } = pairOf(given);
        expect(await gradientError({ shape, nodes: (b, x) => nodes(b, ...build(b, x)) })).toBeLessThan(1e-8);
      }),
      { seed: 40, numRuns: 15 },
    );
  });
});

describe('slopes at zero', () => {
  it.each<[string, (b: GraphBuilder, x: string) => string]>([
    ['a norm', (b, x) => b.node('ReduceL2', [x], { axes: [1], keepdims: 1 })],
    ['a power of exponent 0', (b, x) => b.node('Pow', [x, b.constant({ ...integers([0]), shape: [] })])],
    ['a number divided by itself', (b, x) => b.node('Where', [b.node('Greater', [x, x]), b.node('Div', [x, x]), x])],
  ])('of %s are none, not NaN', async (name, nodes) => {
    const b = new GraphBuilder('zero');
    const x = b.input({ name: 'x', type: 'float64', shape: ['n', 2] });
    b.output({ name: b.node('Add', [x, nodes(b, x)]), type: 'float64', shape: ['n', 2] });
    const found = asDifferentiable(await graphClassifier(b.build(), { engine: 'native', threads: 1 }));
    const { backward } = await found.vjp({ data: new Float64Array(2), shape: [1, 2] });
    const { data } = await backward({ data: Float64Array.of(1, -3), shape: [1, 2] });
    const own = /itself/.test(name) ? 2 : 1;
    expect([...data]).toEqual([own, -3 * own]);
    await found.dispose?.();
  });
});
