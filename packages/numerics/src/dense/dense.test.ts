import { describe, expect, it } from '@jest/globals';
import { dot } from '../geometry/index.js';
import { random } from '../random/index.js';
import {
  activationPattern,
  affineMap,
  endToEnd,
  forward,
  localise,
  regionConstraints,
  regionExit,
  segmentBreakpoints,
  validateLayers,
  vjp,
  type Activation,
  type DenseLayer,
} from './index.js';

const stream = random('dense');
const vector = (n: number): Float64Array => Float64Array.from({ length: n }, () => stream.normal());
function network(widths: readonly number[], hidden: Activation): DenseLayer[] {
  return widths.slice(1).map((outputs, l) => {
    const inputs = widths[l]!;
    const activation: Activation = l === widths.length - 2 ? { kind: 'identity' } : hidden;
    return {
      inputs,
      outputs,
      weight: vector(inputs * outputs).map((v) => v / Math.sqrt(inputs)),
      bias: vector(outputs),
      activation,
    };
  });
}
const RELU: Activation = { kind: 'relu' };
const LEAKY: Activation = { kind: 'leaky-relu', slope: 0.1 };
const along = (a: Float64Array, b: Float64Array, t: number): Float64Array => a.map((v, k) => v + t * (b[k]! - v));

describe.each<[string, Activation]>([
  ['relu', RELU],
  ['leaky-relu', LEAKY],
  ['tanh', { kind: 'tanh' }],
  ['gelu', { kind: 'gelu' }],
  ['power', { kind: 'power', power: 3 }],
  ['identity', { kind: 'identity' }],
])('%s', (_, activation) => {
  it('vjp equals central differences', () => {
    const layers = network([7, 12, 9, 4], activation);
    for (let round = 0; round < 20; round++) {
      const [x, c] = [vector(7), vector(4)];
      const gradient = vjp(layers, x, c);
      const h = 1e-6;
      const measured = x.map((_, k) => {
        const move = (s: number): number =>
          dot(
            c,
            forward(
              layers,
              x.map((v, l) => (l === k ? v + s : v)),
            ),
          );
        return (move(h) - move(-h)) / (2 * h);
      });
      const scale = Math.max(...gradient.map(Math.abs));
      gradient.forEach((v, k) => expect(Math.abs(v - measured[k]!) / scale).toBeLessThan(1e-7));
    }
  });
});

describe.each<[string, Activation]>([
  ['relu', RELU],
  ['leaky-relu', LEAKY],
])('%s regions', (_, activation) => {
  const layers = network([6, 20, 15, 3], activation);

  it('are affine: the map of a region reproduces the network on it, and vjp is its transpose', () => {
    for (let round = 0; round < 50; round++) {
      const x = vector(6);
      const { weight, bias } = affineMap(layers, activationPattern(layers, x));
      forward(layers, x).forEach((logit, k) =>
        expect(dot(weight.subarray(6 * k, 6 * k + 6), x) + bias[k]!).toBeCloseTo(logit, 11),
      );
      const c = vector(3);
      vjp(layers, x, c).forEach((v, k) =>
        expect([0, 1, 2].reduce((s, o) => s + c[o]! * weight[6 * o + k]!, 0)).toBeCloseTo(v, 11),
      );
    }
  });

  it('are localised from place to place as each alone', () => {
    const cotangent = Float64Array.of(1, -1, 0);
    let near = localise(layers, vector(6), cotangent);
    for (let round = 0; round < 100; round++) {
      const x = vector(6);
      near = localise(layers, x, cotangent, near);
      expect(near.value).toBeCloseTo(dot(cotangent, forward(layers, x)), 12);
      expect(near.pattern).toEqual(activationPattern(layers, x));
      vjp(layers, x, cotangent).forEach((v, k) => expect(near.gradient[k]!).toBeCloseTo(v, 12));
    }
  });

  it('are bounded by their constraints, whose signs are the pattern', () => {
    const x = vector(6);
    const { weight, offset } = regionConstraints(layers, activationPattern(layers, x));
    const signs = offset.map((o, u) => (dot(weight.subarray(6 * u, 6 * u + 6), x) + o > 0 ? 1 : 0));
    expect([...signs]).toEqual([...activationPattern(layers, x)]);
  });

  it('end where a ray leaves them, and not before', () => {
    for (let round = 0; round < 50; round++) {
      const [x, v] = [vector(6), vector(6)];
      const exit = regionExit(layers, x, v);
      if (!exit) continue;
      const at = (t: number): string =>
        activationPattern(
          layers,
          x.map((value, k) => value + t * v[k]!),
        ).join();
      expect(at(exit.t * (1 - 1e-9))).toBe(at(0));
      expect(at(exit.t * (1 + 1e-9))).not.toBe(at(0));
    }
  });

  it('change along a segment exactly at its breakpoints', () => {
    for (let round = 0; round < 20; round++) {
      const [a, b] = [vector(6), vector(6)];
      const ends = [0, ...segmentBreakpoints(layers, a, b), 1];
      const pattern = (t: number): string => activationPattern(layers, along(a, b, t)).join();
      for (let k = 1; k < ends.length; k++) {
        const [low, high] = [ends[k - 1]!, ends[k]!];
        expect(pattern(low + 0.01 * (high - low))).toBe(pattern(high - 0.01 * (high - low)));
        if (k > 1) expect(pattern(low - 1e-12)).not.toBe(pattern(low + 1e-12));
      }
      const samples = new Set(Array.from({ length: 2000 }, (_, k) => pattern(k / 2000)));
      expect(ends.length - 1).toBeGreaterThanOrEqual(samples.size);
    }
  });

  it('keep the path identity: g(a) − g(b) = ∫ ⟨∇g, a − b⟩', () => {
    for (let round = 0; round < 20; round++) {
      const [a, b, c] = [vector(6), vector(6), Float64Array.of(1, -1, 0)];
      const ends = [0, ...segmentBreakpoints(layers, a, b), 1];
      let sum = 0;
      for (let k = 1; k < ends.length; k++) {
        const gradient = vjp(layers, along(a, b, (ends[k - 1]! + ends[k]!) / 2), c);
        sum +=
          (ends[k]! - ends[k - 1]!) *
          dot(
            gradient,
            a.map((v, l) => v - b[l]!),
          );
      }
      expect(sum).toBeCloseTo(dot(c, forward(layers, a)) - dot(c, forward(layers, b)), 11);
    }
  });
});

describe('degenerate networks', () => {
  it('walk a segment along which whole layers sit on their kinks', () => {
    const layers: DenseLayer[] = [
      {
        inputs: 1,
        outputs: 3,
        weight: Float64Array.of(1, 1, -1),
        bias: Float64Array.of(-0.5, -0.5, 0.5),
        activation: RELU,
      },
      {
        inputs: 3,
        outputs: 2,
        weight: Float64Array.of(1, -1, 0, 0, 1, -1),
        bias: new Float64Array(2),
        activation: RELU,
      },
      {
        inputs: 2,
        outputs: 2,
        weight: Float64Array.of(1, 0, 0, 1),
        bias: new Float64Array(2),
        activation: { kind: 'identity' },
      },
    ];
    expect(segmentBreakpoints(layers, Float64Array.of(0), Float64Array.of(1))).toEqual([0.5]);
  });

  it('refuses tanh regions, and layers that do not fit', () => {
    const tanh = network([2, 3, 2], { kind: 'tanh' });
    expect(() => affineMap(tanh, new Uint8Array(2))).toThrow(
      expect.objectContaining({ code: 'numerics/not-piecewise-linear' }),
    );
    expect(() => validateLayers([])).toThrow(/no layers/);
    expect(() => validateLayers([tanh[1]!, tanh[0]!, tanh[1]!].slice(0, 2).concat(tanh[0]!))).toThrow(/layer 2 takes/);
    expect(() => validateLayers([{ ...tanh[0]!, bias: Float64Array.of(NaN, 0, 0) }])).toThrow(/finite/);
    expect(() => validateLayers([{ ...tanh[0]!, inputs: 5 }])).toThrow(/expected 3 × 5/);
  });

  it('endToEnd multiplies the layers of a linear network', () => {
    const layers = network([4, 5, 3], { kind: 'identity' });
    const x = vector(4);
    const { weight, bias } = endToEnd(layers);
    forward(layers, x).forEach((logit, k) =>
      expect(dot(weight.subarray(4 * k, 4 * k + 4), x) + bias[k]!).toBeCloseTo(logit, 12),
    );
  });
});
