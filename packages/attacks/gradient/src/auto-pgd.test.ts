import { describe, expect, it } from '@jest/globals';
import { type Example } from '@fragility/attack';
import { attackOf, collect, linearModel } from '@fragility/attack/conformance';
import { distance, type Row } from '@fragility/numerics';
import { autoPgd } from './auto-pgd.js';
import type { Schedule } from './schedule.js';
import { halving } from './halving.js';
import { sparse } from './sparse.js';
import { D } from './testing/problem.js';

/** What `look` sees of an example with budget 1 at the origin, of a model whose first class has slope −`slope`. */
async function seen<T>(
  look: (example: Example<'gradient'>) => T | Promise<T>,
  norm: 'linf' | 'l2' | 'l1',
  slope: Row = new Float64Array(D).fill(1),
  bounded = false,
): Promise<T> {
  let answer: T | undefined;
  const attack = attackOf(
    'gradient',
    async (example) => {
      answer = await look(example);
    },
    'fixed-budget',
  );
  const weight = new Float64Array(2 * D);
  weight.set(slope.map((v) => -v));
  const examples = {
    inputs: { data: new Float64Array(D), shape: [1, D] },
    labels: Int32Array.of(0),
    ids: ['origin'],
  };
  const model = linearModel(weight, [1e6, 0], { bounds: bounded ? [-0.3, 0.3] : null });
  await collect(model, attack, examples, { norm, budgets: [1] });
  return answer!;
}

/** Steps after which a schedule returns to the best point, where the loss rises as `rose` says and the best value as `value` says. */
function returning(schedule: Schedule, steps: number, rose: (k: number) => boolean, value: (k: number) => number) {
  const x = new Float64Array(D);
  return Array.from({ length: steps }, (_, k) => k + 1).filter((k) =>
    schedule.returns(rose(k), { x, value: value(k) }),
  );
}

describe('halving', () => {
  it.each([
    ['at the checkpoints of the paper when the loss does not rise', false, [22, 41, 57, 70, 80, 87, 93, 99]],
    ['in every other period where the loss rises but its best does not', true, [41, 70, 87, 99]],
  ])('halves %s', async (_, rises, checkpoints) => {
    const [rose, value] = [() => rises, () => 0];
    const points = await seen((example) => returning(halving(example, 100, 0), 100, rose, value), 'l2');
    expect(points).toEqual(checkpoints);
  });

  it('does not halve while four steps of five raise the loss, and does while two of three do', async () => {
    const up = (k: number): boolean => k % 5 !== 0;
    expect(await seen((example) => returning(halving(example, 100, 0), 57, up, (k) => k), 'l2')).toEqual([]);
    const often = (k: number): boolean => k % 3 !== 0;
    expect(await seen((example) => returning(halving(example, 100, 0), 57, often, (k) => k), 'l2')).toEqual([
      22, 41, 57,
    ]);
  });

  it.each(['linf', 'l2'] as const)('steps by 2ε, then with a quarter of the step before, %s', async (norm) => {
    const slope = new Float64Array(D);
    slope[0] = 1;
    const [first, second] = await seen((example) => {
      const schedule = halving(example, 100, 0);
      const start = example.input.slice();
      start[1] = 0.4;
      const one = schedule.next(start, slope);
      return [
        one,
        schedule.next(
          one,
          slope.map((v) => -v),
        ),
      ];
    }, norm);
    const far = norm === 'linf' ? 1 : 2 / Math.hypot(2, 0.4);
    expect(first![0]).toBeCloseTo(far, 12);
    expect(first![1]).toBeCloseTo(norm === 'linf' ? 0.4 : 0.4 / Math.hypot(2, 0.4), 12);
    const back = norm === 'linf' ? -1 : (far - 2) / Math.max(1, Math.hypot(far - 2, first![1]!));
    expect(second![0]).toBeCloseTo(far + 0.75 * (back - far) + 0.25 * far, 12);
  });
});

describe('sparse', () => {
  const slope = Float64Array.from({ length: D }, (_, k) => 1 + k / D);
  const moved = (x: Row): number[] => [...x.keys()].filter((k) => x[k] !== 0);

  it('moves a fifth of the coordinates first, those with the largest slopes, and by ε in all', async () => {
    const x = await seen((example) => sparse(example, 100, 0).next(example.input, slope), 'l1');
    expect(moved(x)).toEqual(Array.from({ length: 12 }, (_, k) => D - 12 + k));
    expect(distance(x, new Float64Array(D), 'l1')).toBeCloseTo(1, 9);
  });

  it('moves fewer as the best point gets sparser, and one in the end', async () => {
    const counts = await seen((example) => {
      const schedule = sparse(example, 100, 0);
      const sparser = (count: number): number => {
        const x = example.input.map((_, k) => (k < count ? 0.01 : 0));
        for (let k = 0; k < 4; k++) schedule.returns(true, { x, value: count });
        return moved(schedule.next(example.input, slope)).length;
      };
      return [30, 20, 9, 3, 2, 1].map(sparser);
    }, 'l1');
    expect(counts).toEqual([20, 13, 6, 2, 1, 1]);
  });

  it('leaves a coordinate at the bound that its slope holds it at, and spends the budget on others', async () => {
    const x = await seen(
      (example) => {
        const schedule = sparse(example, 100, 0);
        const best = example.input.map((_, k) => (k >= D - 2 ? 0.1 : 0));
        for (let k = 0; k < 4; k++) schedule.returns(true, { x: best, value: 1 });
        let at = example.input;
        for (let k = 0; k < 6; k++) at = schedule.next(at, slope);
        return at;
      },
      'l1',
      slope,
      true,
    );
    expect(moved(x)).toEqual([D - 4, D - 3, D - 2, D - 1]);
    expect([...x.subarray(D - 3)]).toEqual([0.3, 0.3, 0.3]);
    expect(x[D - 4]).toBeCloseTo(0.1, 9);
  });
});

it.each(['linf', 'l2', 'l1'] as const)(
  'autoPgd asks for a gradient per step, the last point by its logits, %s',
  async (norm) => {
    const asked = { gradients: 0, logits: 0 };
    await seen(async (example) => {
      const watched: Example<'gradient'> = {
        ...example,
        gradient: (x, loss) => (asked.gradients++, example.gradient(x, loss)),
        logits: (x) => (asked.logits++, example.logits(x)),
      };
      const loss = (logits: Row) => ({ value: -logits[0]!, cotangent: Float64Array.of(-1, 0) });
      await autoPgd(watched, example.input.slice(), loss, 30);
    }, norm);
    expect(asked).toEqual({ gradients: 30, logits: 1 });
  },
);
