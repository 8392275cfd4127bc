import { describe, expect, it } from '@jest/globals';
import { crossEntropy, logitDifference, row } from '@fragility/numerics';
import { attack, defineAttack } from '../index.js';
import { collect, counting, oneDimensional, points, problem, run, steps } from '../testing/attacks.js';

describe('attack()', () => {
  it('answers in the order of the data whatever the window, bit for bit', async () => {
    const whole = await run({ window: 64 });
    expect(whole.map(({ id }) => id)).toEqual(problem.examples.ids);
    expect(await run({ window: 1 })).toEqual(whole);
    expect(await run({ window: 4 })).toEqual(whole);
  });

  it('gathers the questions of all live examples into one batch', async () => {
    const model = counting(problem.model);
    const live = problem.examples.ids.length;
    await run({ stopOnSuccess: false, window: live }, model);
    const reference = model.batches.indexOf(8);
    const batches = model.batches.toSpliced(reference, 1);
    expect(batches).toEqual([live, ...Array.from({ length: 10 }, () => live), ...batches.slice(11)]);
    expect(batches.length).toBeLessThanOrEqual(12);
  });

  it('stops a fooled example, and counts only what it was answered', async () => {
    const [stopped, kept] = [await run({ budgets: [2] }), await run({ budgets: [2], stopOnSuccess: false })];
    expect(stopped.every(({ success }) => success)).toBe(true);
    stopped.forEach(({ forwards, backwards }) => expect(backwards).toBe(forwards - 1));
    kept.forEach(({ forwards, backwards }) => expect([forwards, backwards]).toEqual([10, 10]));
  });

  it('answers several losses at one point with one forward pass, as it answers each alone', async () => {
    const model = counting(problem.model);
    const losses = [0, 1, 2].map((j) => logitDifference((j + 1) % 10, j));
    let met = 0;
    const several = defineAttack({
      ...steps,
      create:
        () =>
        async ({ input, gradient, gradients }) => {
          const together = await gradients(input, losses);
          const alone = [];
          for (const loss of losses) alone.push(await gradient(input, loss));
          expect(together).toEqual(alone);
          expect(await gradients(input, [])).toEqual([]);
          expect(new Set(together.map(({ gradient: g }) => String(g))).size).toBe(3);
          met++;
        },
    });
    const live = problem.examples.ids.length;
    const records = await collect(
      attack(model, several, problem.examples, { norm: 'l2', budgets: [1e-9], window: live }),
    );
    expect(met).toBe(live);
    for (const { forwards, backwards } of records) expect([forwards, backwards]).toEqual([5, 6]);
    expect(model.batches).toEqual([live, ...Array.from({ length: 5 }, () => live)]);
  });

  it('keeps apart questions that ask for different numbers of gradients', async () => {
    const uneven = defineAttack({
      ...steps,
      create:
        () =>
        async ({ input, criterion: { label }, gradients, logits }) => {
          const losses = Array.from({ length: label % 4 }, (_, j) => logitDifference(label, (label + 1 + j) % 10));
          const pulled = await gradients(input, losses);
          const { logits: f } = await logits(input);
          expect(pulled.map(({ value }) => value)).toEqual(losses.map((loss) => loss(f).value));
        },
    });
    const records = await collect(attack(problem.model, uneven, problem.examples, { norm: 'l2', budgets: [1e-9] }));
    expect(new Set(records.map(({ backwards }) => backwards)).size).toBeGreaterThan(1);
    for (const { label, forwards, backwards } of records) expect([forwards, backwards]).toEqual([2, label % 4]);
  });

  it('nests success over budgets and stops asking once fooled', async () => {
    const records = await run({ budgets: [0, 0.2, 0.5, 5, 50] });
    expect(records).toHaveLength(5 * problem.examples.ids.length);
    for (const id of problem.examples.ids) {
      const own = records.filter((record) => record.id === id);
      const first = own.findIndex(({ success }) => success);
      expect(own[0]!.success).toBe(false);
      own.slice(first).forEach((record) => {
        expect(record.distance).toBe(own[first]!.distance);
        expect(record.forwards).toBe(own[first]!.forwards);
      });
    }
  });

  it('skips misclassified inputs as broken at distance 0', async () => {
    const labels = problem.examples.labels.map((label) => (label + 1) % 10);
    const records = await collect(
      attack(problem.model, steps, { ...problem.examples, labels }, { norm: 'l2', budgets: [0.1] }),
    );
    records.forEach(({ success, skipped, distance, forwards }) =>
      expect([success, skipped, distance, forwards]).toEqual([true, true, 0, 0]),
    );
  });

  it('goes by the class that the model chooses where the margin is zero', async () => {
    const tie = (label: number) => ({
      inputs: { data: new Float64Array(1), shape: [1, 1] },
      labels: Int32Array.of(label),
      ids: ['tie'],
    });
    const look = points((input) => [input]);
    const records = async (label: number) => collect(attack(oneDimensional(), look, tie(label), { norm: 'l2' }));
    expect(await records(0)).toMatchObject([
      { outcome: 'robust', success: false, skipped: false, class: 0, margin: 0 },
    ]);
    expect(await records(1)).toMatchObject([
      { outcome: 'skipped', success: true, skipped: true, class: 0, margin: 0, distance: 0 },
    ]);
  });

  it('passes on what the attack throws, with its cause', async () => {
    const broken = defineAttack({ ...steps, create: () => async () => Promise.reject(new TypeError('oops')) });
    await expect(
      collect(attack(problem.model, broken, problem.examples, { norm: 'l2', budgets: [1] })),
    ).rejects.toMatchObject({
      code: 'attack/failed',
      message: expect.stringContaining('oops'),
      cause: expect.any(TypeError),
    });
  });

  it('attacks a stream of chunks as it attacks the whole', async () => {
    async function* chunks() {
      const { inputs, labels, ids } = problem.examples;
      for (let i = 0; i < ids.length; i++) {
        yield {
          inputs: { data: row(inputs, i), shape: [1, inputs.shape[1]!] },
          labels: labels.slice(i, i + 1),
          ids: [ids[i]!],
        };
      }
    }
    const streamed = await collect(attack(problem.model, steps, chunks(), { norm: 'l2', budgets: [0.4], seed: 3 }));
    expect(streamed).toEqual(await run());
  });

  it('gives the attack losses on logits of the live example only', async () => {
    const seen: number[] = [];
    const spy = defineAttack({
      ...steps,
      create:
        () =>
        async ({ input, criterion, gradient }) => {
          seen.push((await gradient(input, crossEntropy(criterion))).value);
        },
    });
    await collect(attack(problem.model, spy, problem.examples, { norm: 'l2', budgets: [1] }));
    expect(seen).toHaveLength(problem.examples.ids.length);
    expect(seen.every((value) => value > 0)).toBe(true);
  });
});
