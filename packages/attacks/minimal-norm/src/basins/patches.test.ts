import { describe, expect, it } from '@jest/globals';
import { attack } from '@fragility/attack';
import { attackOf, collect } from '@fragility/attack/conformance';
import { basinHopping, fab } from '../index.js';
import { promisingSets } from './patch-sets.js';
import { patchCount, scan, type Scan } from './patches.js';
import { dark, OPTIMUM, PIXELS, SIDE, thresholds } from '../testing/thresholds.js';

/** What a scan of the dark image learns. */
async function scanned(length: number): Promise<{ scan: Scan; questions: number }> {
  const found: Scan[] = [];
  const scanning = attackOf(
    'gradient',
    async (example) => void found.push(await scan(example, (await example.logits(example.input)).logits, length)),
  );
  let questions = 0;
  for await (const { forwards } of attack(thresholds([0, 1]), scanning, dark, { norm: 'l2' })) questions += forwards;
  return { scan: found[0]!, questions };
}

const at = ({ top, left }: { top: number; left: number }): number => top * SIDE + left;

describe('scan', () => {
  it('asks once for every patch, and finds what a threshold hides from the gradient', async () => {
    const { scan: map, questions } = await scanned(Infinity);
    expect(map.patches.length).toBe(SIDE ** 2);
    expect(questions).toBeLessThanOrEqual(SIDE ** 2 + 2);
    for (const { window, gains } of map.patches) {
      expect(gains[1]).toBeCloseTo(PIXELS.get(at(window)) ?? 0, 12);
      expect(gains[0]).toBe(0);
    }
  });

  it('moves a patch of one pixel by the length, towards the bound that is farther', async () => {
    const { scan: map } = await scanned(0.45);
    expect(map.patches.find(({ window }) => at(window) === 30)!.gains[1]).toBeCloseTo(0.5, 12);
    const x = map.move(new Float64Array(SIDE ** 2), { top: 1, left: 2, height: 1, width: 1 });
    expect([...x.entries()].filter(([, v]) => v !== 0)).toEqual([[SIDE + 2, 0.45]]);
  });

  it.each([
    [[28, 28, 1], 196],
    [[224, 224, 3], 196],
    [[32, 32, 3], 100],
    [[3072], 192],
    [[2], 2],
  ])('of shape %j starts with %d patches', (shape, patches) => expect(patchCount(shape)).toBe(patches));
});

describe('promising sets', () => {
  const clean = Float64Array.of(1.5, 0);

  it('begin with the pair that fools, and hold no patch twice', async () => {
    const { scan: map } = await scanned(Infinity);
    const sets = promisingSets(map.patches, clean, { label: 0 }, 'l2');
    expect(sets[0]!.map(at).sort()).toEqual([30, 31]);
    for (const set of sets) expect(new Set(set.map(at)).size).toBe(set.length);
    expect(Math.max(...sets.map(({ length }) => length))).toBe(4);
  });

  it('do not overlap', () => {
    const patch = (top: number, left: number) => ({
      window: { top, left, height: 2, width: 2 },
      gains: Float64Array.of(0, 1),
    });
    const sets = promisingSets([patch(0, 0), patch(0, 1), patch(1, 1), patch(0, 2)], clean, { label: 0 }, 'l2');
    const pairs = sets.filter(({ length }) => length > 1).map((set) => set.map(({ left }) => left));
    expect(pairs).toEqual([[0, 2]]);
  });

  it('of a targeted attack are those of the target', async () => {
    const patches = [Float64Array.of(0, 2, 0), Float64Array.of(0, 0, 1)].map((gains, left) => ({
      window: { top: 0, left, height: 1, width: 1 },
      gains,
    }));
    const [first] = promisingSets(patches, Float64Array.of(1, 0, 0), { label: 0, target: 2 }, 'l2');
    expect(first!.map(({ left }) => left)).toEqual([1]);
  });
});

describe('basin hopping where the gradient is zero', () => {
  it.each(['l2', 'l1'] as const)('finds the optimum in %s, which FAB does not', async (norm) => {
    const optimum = norm === 'l2' ? OPTIMUM : 0.95;
    const [found] = await collect(thresholds([0, 1]), basinHopping, dark, { norm });
    expect(found!.distance).toBeGreaterThanOrEqual(optimum * (1 - 1e-12));
    expect(found!.distance).toBeLessThan(1.01 * optimum);
    expect(found!.reason).toBeUndefined();
    const [blind] = await collect(thresholds([0, 1]), fab, dark, { norm });
    expect(blind!.success).toBe(false);
  });

  it('sees nothing without bounds, and says so', async () => {
    const [found] = await collect(thresholds(null), basinHopping, dark, { norm: 'l2' });
    expect(found).toMatchObject({ success: false });
    expect(found!.reason).toContain('the gradient is zero');
  });

  it('does not scan with fewer gradients than patches', async () => {
    const [found] = await collect(thresholds([0, 1]), basinHopping, dark, { norm: 'l2', params: { gradients: 150 } });
    expect(found!.forwards).toBeLessThan(20);
  });
});
