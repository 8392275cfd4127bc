import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import { referenceClassifier, type DifferentiableClassifier } from '@fragility/model';
import { row, rows, stack } from '@fragility/numerics';
import { regionRadius } from '@fragility/numerics/dense';
import { AFFINE, examplesOf, networkOf, problemOf, summaryOf, sweptRows } from '../testing/problem.js';
import { localLinearity } from './local-linearity.js';
import { firstReached } from './radius.js';

/** f_0 = a₁x₁² + a₂x₂² + ⟨b, x⟩ + c, f_1 = 0: ℓ(x + δ) − ℓ(x) − ⟨δ, ∇ℓ⟩ = a₁δ₁² + a₂δ₂², wherever x is. */
const bowl = ([a1, a2]: [number, number], b: [number, number], c: number): DifferentiableClassifier => {
  const model: DifferentiableClassifier = {
    ...{ inputShape: [2], classes: 2, bounds: null, precision: 'float64' },
    logits: async (x) =>
      stack(rows(x).map(([x1, x2]) => Float64Array.of(a1 * x1! ** 2 + a2 * x2! ** 2 + b[0] * x1! + b[1] * x2! + c, 0))),
    vjp: async (x) => ({
      logits: await model.logits(x),
      backward: async (cotangent) =>
        stack(
          rows(x).map(([x1, x2], i) =>
            Float64Array.of(2 * a1 * x1! + b[0], 2 * a2 * x2! + b[1]).map((v) => v * row(cotangent, i)[0]!),
          ),
        ),
    }),
  };
  return model;
};

describe('local-linearity', () => {
  it('is known by hand on a quadratic function: γ = max |a| ε² in L2, |a₁ + a₂| ε² in L∞ at most', async () => {
    const given = { model: bowl([0.25, -1], [3, 4], 10), examples: examplesOf([[0, 0]], [0]) };
    const [found] = await collectRows(localLinearity, { steps: 20, restarts: 4, reach: 64 }, given);
    // ∇ℓ = (3, 4), ε = 10/5; γ = ε² along the second axis; γ = share · ε · 5 at ε = 0.5.
    expect(found!['radius']).toBe(2);
    expect(found!['gamma']).toBeCloseTo(4, 8);
    expect(found!['relative_gamma']).toBeCloseTo(4 / (2 * 5), 8);
    expect(found!['linear_radius']).toBeLessThanOrEqual(0.5);
    expect(found!['linear_radius']).toBeGreaterThan(0.5 / 2 ** (1 / 16) - 1e-9);
    expect(found!['linear_share']).toBeCloseTo((found!['linear_radius'] as number) / 2, 12);
    const [box] = await collectRows(
      localLinearity,
      { norm: 'linf', radius: 0.5, steps: 20, restarts: 4 },
      { ...given, model: bowl([0.25, 1], [3, 4], 10) },
    );
    // The corners: (0.25 + 1) ε², over ε (3 + 4).
    expect(box!['gamma']).toBeCloseTo(1.25 * 0.25, 10);
    expect(box!['relative_gamma']).toBeCloseTo((1.25 * 0.25) / (0.5 * 7), 10);
  });

  it('is 0 on affine networks, which have no walls', async () => {
    for (const found of await collectRows(localLinearity, {}, problemOf(AFFINE))) {
      expect(found['relative_gamma']).toBeLessThan(1e-14);
      expect(found).toMatchObject({ linear_radius: null, linear_share: null, region_radius: null });
    }
  });

  it('is 0 within the activation region of ReLU networks and not far beyond', async () => {
    const layers = networkOf('relu');
    const given = problemOf(layers, 6);
    for (const [i, found] of (await collectRows(localLinearity, {}, given)).entries()) {
      const x = row(given.examples.inputs, i);
      expect(found['region_radius']).toBe(regionRadius(layers, x, 'l2'));
      const one = { ...given, examples: examplesOf([[...x]], [found['label'] as number]) };
      const within = await collectRows(localLinearity, { radius: found['region_radius'] as number }, one);
      expect(within[0]!['relative_gamma']).toBeLessThan(1e-12);
      if (found['linear_radius'] !== null)
        expect(found['linear_radius']).toBeGreaterThan(found['region_radius'] as number);
    }
  });

  it('reaches what a grid over the disc finds, on tanh', async () => {
    const layers = networkOf('tanh').map((layer, k) =>
      k > 0 ? layer : { ...layer, inputs: 2, weight: layer.weight.slice(0, 16) },
    );
    const given = problemOf(layers, 6);
    const model = referenceClassifier(layers);
    for (const [i, found] of (
      await collectRows(localLinearity, { radius: 0.7, steps: 20, restarts: 6 }, given)
    ).entries()) {
      const x = row(given.examples.inputs, i);
      const cotangent = new Float64Array(3);
      cotangent[found['label'] as number] = 1;
      cotangent[found['rival'] as number] = -1;
      const offsets = Array.from({ length: 400 }, (_, t) => [
        0.7 * Math.cos((t * Math.PI) / 200),
        0.7 * Math.sin((t * Math.PI) / 200),
      ]);
      const points = stack([x, ...offsets.map(([a, b]) => Float64Array.of(x[0]! + a!, x[1]! + b!))]);
      const { logits, backward } = await model.vjp(points);
      const values = rows(logits).map((own) => own.reduce((sum, value, k) => sum + cotangent[k]! * value, 0));
      const [slope] = rows(await backward(stack(rows(points).map(() => cotangent))));
      const rest = offsets.map(([a, b], t) =>
        Math.abs(values[t + 1]! - values[0]! - a! * slope![0]! - b! * slope![1]!),
      );
      expect(found['gamma']).toBeGreaterThan(0.98 * Math.max(...rest));
    }
  });

  it('decides its claim both ways, by the share that was asked for', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, k) => sweptRows([{ id: 'x', margin: 1, relative_gamma: 0.2 + 0.001 * (k % 7) }], { seed: k % 5 })[0]!,
    );
    const verdict = (share: number): Promise<unknown> => summaryOf(localLinearity, rows, { share });
    expect(await verdict(0.1)).toMatchObject({
      claims: [{ verdict: 'does not hold', statement: expect.stringContaining('10 %') }],
    });
    expect(await verdict(0.3)).toMatchObject({ claims: [{ verdict: 'holds' }] });
  });
});

describe('firstReached', () => {
  it('brackets where each place reaches the share, and says where none does', async () => {
    const at = [0.7, 3, 50];
    const asked: number[] = [];
    const misses = async (places: readonly number[], radii: readonly number[]): Promise<number[]> => {
      asked.push(places.length);
      return places.map((k, i) => (radii[i]! >= at[k]! ? 1 : 0));
    };
    const found = await firstReached([0.1, 0.1, 0.1], misses, { share: 0.5, doublings: 6, halvings: 4 });
    [0, 1].forEach((k) => {
      expect(found[k]!.below).toBeLessThan(at[k]!);
      expect(found[k]!.above).toBeGreaterThanOrEqual(at[k]!);
      expect(found[k]!.above! / found[k]!.below).toBeCloseTo(2 ** (1 / 16), 10);
    });
    expect(found[2]).toEqual({ below: 6.4, above: null });
    expect(asked).toEqual([3, 3, 3, 3, 2, 2, 1, 2, 2, 2, 2]);
    expect(await firstReached([1], async () => [1], { share: 0.5, doublings: 3, halvings: 4 })).toEqual([
      { below: 0, above: 1 },
    ]);
  });
});
