import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { random } from '@fragility/numerics';
import { activationSlope, forward, vjp, type Activation, type DenseLayer } from '@fragility/numerics/dense';
import { initialise } from './initialise.js';
import { isResidual, withoutResiduals } from './residual.js';

const kinds: Activation[] = [{ kind: 'relu' }, { kind: 'leaky-relu', slope: 0.1 }, { kind: 'gelu' }];

/** Layers with biases, and some inputs. */
function drawn(widths: readonly number[], activation: Activation, seed: number) {
  const stream = random(seed);
  const layers: DenseLayer[] = initialise({ widths, activation }, stream).map((layer) => ({
    ...layer,
    bias: layer.bias.map(() => 0.5 * stream.normal()),
  }));
  return { layers, x: Float64Array.from({ length: widths[0]! }, stream.normal) };
}

/** h_k = h_{k−1} + σ(W_k h_{k−1} + b_k), written out. */
const residual = (layers: readonly DenseLayer[], x: Float64Array): Float64Array =>
  layers.reduce((h, layer, k) => {
    const out = forward([layer], h);
    return isResidual(layers, k) ? out.map((value, o) => value + h[o]!) : out;
  }, x);

describe.each(kinds)('a residual network of %j', (activation) => {
  it('is the same function without its connections, and has its gradient', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom([3, 4, 4, 2], [3, 4, 4, 4, 4, 2], [4, 4, 5, 5, 5, 3, 3]),
        (seed, widths) => {
          const { layers, x } = drawn(widths, activation, seed);
          const plain = withoutResiduals(layers);
          const expected = residual(layers, x);
          forward(plain, x).forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 10));
          const c = expected.map((_, k) => k + 1);
          const slope = (at: Float64Array): number =>
            residual(layers, at).reduce((sum, value, k) => sum + c[k]! * value, 0);
          vjp(plain, x, c).forEach((value, k) => {
            const [up, down] = [1e-6, -1e-6].map((by) => slope(x.with(k, x[k]! + by) as Float64Array));
            const tolerance = activation.kind === 'gelu' ? 1e-6 : Infinity;
            expect(Math.abs(value - (up! - down!) / 2e-6)).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
          });
        },
      ),
      { numRuns: 30, seed: 7 },
    );
  });

  it('leaves networks without connections as they are', () => {
    const { layers } = drawn([3, 4, 5, 2], activation, 1);
    expect(withoutResiduals(layers)).toEqual(layers);
  });
});

it('starts layers of a power so that their outputs have the same second moment in every layer', () => {
  for (const power of [1, 2, 3]) {
    const stream = random(power);
    const layers = initialise({ widths: [400, 400, 400], activation: { kind: 'power', power } }, stream).slice(0, 1);
    const moments = Array.from({ length: 30 }, () => {
      const x = Float64Array.from({ length: 400 }, stream.normal);
      return forward(layers, x).reduce((sum, h) => sum + h * h, 0) / 400;
    });
    expect(moments.reduce((a, b) => a + b) / 30).toBeCloseTo(1, 0);
  }
  expect(activationSlope({ kind: 'power', power: 3 }, -1)).toBe(0);
});

it('names an activation that cannot carry its input on', () => {
  const { layers } = drawn([3, 4, 4, 2], { kind: 'tanh' }, 1);
  expect(() => withoutResiduals(layers)).toThrow(/tanh/);
});
