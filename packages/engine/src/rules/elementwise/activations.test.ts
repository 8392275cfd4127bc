import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Attribute } from '../../graph/graph.js';
import { filled, type Precision } from '../../graph/tensors.js';
import { shapes } from '../../testing/arbitraries.js';
import { gradientError } from '../../testing/gradient.js';

type Attributes = Record<string, Attribute>;

/** Attributes drawn from lists. */
const drawn = (lists: Record<string, number[]>): fc.Arbitrary<Attributes> =>
  fc.record(
    Object.fromEntries(
      Object.entries(lists).map(([name, list]) => [name, fc.constantFrom(...list.map((value) => ({ float: value })))]),
    ),
  );

/** Operators with attributes, in float64 where the runtime has them. */
const operators: [string, Precision, fc.Arbitrary<Attributes>][] = [
  ['LeakyRelu', 'float64', drawn({ alpha: [-1, -0.5, 0, 0.125, 1] })],
  ['ThresholdedRelu', 'float64', drawn({ alpha: [-0.5, 0, 0.25, 0.5] })],
  ['Gelu', 'float64', fc.constant({ approximate: 'tanh' })],
  ['Gelu', 'float32', fc.constant({ approximate: 'none' })],
  ['Elu', 'float32', drawn({ alpha: [0.5, 1, 2] })],
  ['Celu', 'float32', drawn({ alpha: [0.5, 1, 2] })],
  ['Selu', 'float32', drawn({ alpha: [0.5, 1, 2], gamma: [0.5, 1, 2] })],
  ['HardSigmoid', 'float32', drawn({ alpha: [-1, -0.5, 0.25, 0.5, 1], beta: [0, 0.25, 0.5, 1] })],
  ['HardSwish', 'float32', fc.constant({})],
  ['Shrink', 'float32', drawn({ lambd: [0, 0.25, 0.5], bias: [0, 0.25] })],
  ['Softplus', 'float32', fc.constant({})],
  ['Mish', 'float32', fc.constant({})],
  ['Softsign', 'float64', fc.constant({})],
  ['Sigmoid', 'float64', fc.constant({})],
  ['Tanh', 'float64', fc.constant({})],
  ['Erf', 'float32', fc.constant({})],
  ['Relu', 'float64', fc.constant({})],
];

describe('rules of activations', () => {
  it.each(operators)('%s agrees with central differences, in %s', async (op, precision, attributes) => {
    await fc.assert(
      fc.asyncProperty(
        shapes({ min: 1, max: 4 }),
        attributes,
        fc.constantFrom(1, 2, 4),
        async (shape, given, scale) => {
          const error = await gradientError({
            shape,
            precision,
            step: precision === 'float64' ? 1e-5 : 2e-3,
            opset: 20,
            offKinks: true,
            nodes: (b, x) => b.node(op, [b.node('Mul', [x, b.constant(filled(precision, [], scale))])], given),
          });
          expect(error).toBeLessThan(precision === 'float64' ? 1e-8 : 1e-3);
        },
      ),
      { seed: 41, numRuns: 10 },
    );
  });

  it('Clip agrees with central differences, with either bound, both or none', async () => {
    const bound = fc.option(fc.constantFrom(0, 0.25, 0.5));
    await fc.assert(
      fc.asyncProperty(shapes({ min: 1, max: 3 }), bound, bound, async (shape, lower, upper) => {
        const error = await gradientError({
          shape,
          offKinks: true,
          nodes: (b, x) => {
            const known = (value: number | null, sign: number): string =>
              value === null ? '' : b.constant(filled('float64', [], sign * value));
            return b.node('Add', [b.node('Clip', [x, known(lower, -1), known(upper, 1)]), x]);
          },
        });
        expect(error).toBeLessThan(1e-8);
      }),
      { seed: 42, numRuns: 15 },
    );
  });
});
