import { describe, expect, it } from '@jest/globals';
import { outputsAt, type Ball, type BoundNetwork } from '@fragility/engine';
import { distance, random } from '@fragility/numerics';
import { planted } from '../testing/planted.js';
import { grid, NORMS, randomNetwork } from '../testing/networks.js';
import { decideBall, smallestPerturbation } from './index.js';

const marginAt = (network: BoundNetwork, x: Float64Array, label: number): number => {
  const y = outputsAt(network, x);
  return y[label]! - Math.max(...y.filter((_, j) => j !== label));
};

const classOf = (network: BoundNetwork, x: Float64Array): number => {
  const y = outputsAt(network, x);
  return y.indexOf(Math.max(...y));
};

/** Networks and points of the plane. */
function* planes(count: number): Generator<{ network: BoundNetwork; centre: Float64Array; label: number; k: number }> {
  for (let k = 0; k < count; k++) {
    const stream = random(`plane ${k}`);
    const network = randomNetwork(k % 2 ? [2, 8, 6, 3] : [2, 10, 3], stream);
    const centre = Float64Array.from({ length: 2 }, stream.uniform);
    yield { network, centre, label: classOf(network, centre), k };
  }
}

describe('decideBall', () => {
  it('says what a dense grid shows, in every norm, with and without a box', async () => {
    const seen = { robust: 0, broken: 0, open: 0 };
    for (const { network, centre, label, k } of planes(12))
      for (const norm of NORMS)
        for (const bounds of [null, [0, 1] as const]) {
          const ball: Ball = { centre, radius: 0.1 + 0.15 * (k % 4), norm, bounds };
          const { verdict, lower, upper, witness } = await decideBall(network, ball, label, { seconds: 20 });
          seen[verdict]++;
          let least = Infinity;
          for (const x of grid(ball, 60)) least = Math.min(least, marginAt(network, x, label));
          expect(lower).toBeLessThanOrEqual(least);
          if (verdict === 'robust') expect(least).toBeGreaterThan(0);
          if (verdict === 'robust') expect(upper).toBeGreaterThan(0);
          if (verdict !== 'broken') continue;
          expect(marginAt(network, witness!, label)).toBeLessThanOrEqual(0);
          expect(distance(witness!, centre, norm)).toBeLessThanOrEqual(ball.radius * (1 + 1e-12));
          if (bounds) expect(witness!.every((v) => v >= 0 && v <= 1)).toBe(true);
        }
    expect(seen.open).toBe(0);
    expect(Math.min(seen.robust, seen.broken)).toBeGreaterThan(10);
  });

  it('finds a planted counterexample that descent does not', async () => {
    // A spike of width 0.02 around 0.73: a margin of 1 elsewhere, without slope.
    const spike = planted(1, [
      { weight: [100, 100, 100], bias: [-72, -73, -74] },
      { weight: [-2, 4, -2, 0, 0, 0], bias: [1, 0] },
    ]);
    const ball: Ball = { centre: Float64Array.of(0.2), radius: 0.7, norm: 'linf', bounds: [0, 1] };
    const { verdict, witness } = await decideBall(spike, ball, 0);
    expect([verdict, Math.abs(witness![0]! - 0.73) < 0.01]).toEqual(['broken', true]);
    const { lower, upper } = await smallestPerturbation(spike, { centre: ball.centre, norm: 'linf' }, 0);
    // 1 − 2 · 100 (x − 0.72) = 0
    expect(upper).toBeCloseTo(0.525, 9);
    expect(lower).toBeCloseTo(0.525, 5);
  });

  it('ends when it is told to, with both bounds, and lets others run', async () => {
    const network = randomNetwork([20, 60, 60, 10], random('hard'));
    const centre = new Float64Array(20);
    const ball: Ball = { centre, radius: 0.35, norm: 'linf' };
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const begin = performance.now();
    const found = await decideBall(network, ball, classOf(network, centre), {
      isOver: () => performance.now() - begin > 700,
    });
    clearInterval(timer);
    if (found.verdict === 'open') {
      expect(found.lower).toBeLessThan(0);
      expect(found.upper).toBeGreaterThan(0);
      expect(ticks).toBeGreaterThan(3);
    }
    expect(performance.now() - begin).toBeLessThan(15_000);
  });

  it('refuses what does not fit, and what is too large, before work', async () => {
    const network = randomNetwork([2, 3, 2], random('small'));
    const ball: Ball = { centre: new Float64Array(3), radius: 1, norm: 'l2' };
    await expect(decideBall(network, ball, 0)).rejects.toMatchObject({ code: 'verification/sizes', kind: 'input' });
    await expect(decideBall(network, { ...ball, centre: new Float64Array(2) }, 2)).rejects.toThrow(/label 2/);
    const large = { ...network, inputs: 3e5, sizes: [3e5, 3000, 3000, 2] };
    await expect(decideBall(large, { ...ball, centre: new Float64Array(3e5) }, 0)).rejects.toThrow(/6\.9 GB/);
  });
});

describe('smallestPerturbation', () => {
  it('is exact: nothing of a dense grid is nearer, and the witness is as near as it says', async () => {
    for (const { network, centre, label } of planes(8))
      for (const norm of NORMS)
        for (const box of [null, [0, 1] as const]) {
          const found = await smallestPerturbation(network, { centre, norm, box }, label, { seconds: 20 });
          const { lower, upper, witness, exact } = found;
          if (!box && upper === Infinity) continue;
          expect(exact).toBe(true);
          if (witness) {
            expect(marginAt(network, witness, label)).toBeLessThanOrEqual(0);
            expect(distance(witness, centre, norm)).toBe(upper);
            expect(upper - lower).toBeLessThanOrEqual(1e-6 * upper);
          }
          const radius = witness ? lower : 1;
          let nearer = 0;
          for (const x of grid({ centre, radius, norm, bounds: box }, 50))
            if (distance(x, centre, norm) < radius && marginAt(network, x, label) <= 0) nearer++;
          expect(nearer).toBe(0);
        }
  });

  it('closes in from both sides: bounds only get better, hold, and rise before the end', async () => {
    const network = randomNetwork([6, 24, 24, 3], random('b'));
    const centre = Float64Array.from({ length: 6 }, random('centre').uniform);
    const label = classOf(network, centre);
    const after = async (turns: number): ReturnType<typeof smallestPerturbation> => {
      let turn = 0;
      return smallestPerturbation(network, { centre, norm: 'linf' }, label, {
        seconds: 1000,
        isOver: () => ++turn > turns,
      });
    };
    let last = { lower: 0, upper: Infinity };
    const lowers: number[] = [];
    for (let turns = 8; turns < 120; turns += 8) {
      const { lower, upper, exact } = await after(turns);
      expect(lower).toBeGreaterThanOrEqual(last.lower);
      expect(upper).toBeLessThanOrEqual(last.upper);
      expect(lower).toBeLessThanOrEqual(upper);
      lowers.push(lower);
      last = { lower, upper };
      if (exact) break;
    }
    const { upper: exact } = await after(Infinity);
    expect(last.upper).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
    lowers.forEach((lower) => expect(lower).toBeLessThanOrEqual(exact));
    expect(new Set(lowers).size).toBeGreaterThan(4);
  });

  it('is 0 for what is misclassified, and takes points that are given', async () => {
    const network = randomNetwork([2, 8, 3], random('given'));
    const centre = Float64Array.of(0.4, 0.6);
    const label = classOf(network, centre);
    const wrong = await smallestPerturbation(network, { centre, norm: 'l2' }, (label + 1) % 3);
    expect([wrong.lower, wrong.upper, wrong.exact]).toEqual([0, 0, true]);
    const known = await smallestPerturbation(network, { centre, norm: 'l2' }, label);
    const again = await smallestPerturbation(network, { centre, norm: 'l2' }, label, { points: [known.witness!] });
    expect(again.upper).toBeCloseTo(known.upper, 9);
  });
});
