import { describe, expect, it } from '@jest/globals';
import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import { margin, predictedClass, random, rows, stack, type Batch, type Row } from '@fragility/numerics';
import { strictObject } from 'valibot';
import { attack, defineAttack, type AttackRecord } from '../../index.js';
import { only, oneDimensional, points } from '../../testing/attacks.js';
import { reordered } from '../../conformance/problems/reordered.js';

const { model, inOrder } = reordered(random('elsewhere'), [32, 24, 4]);
const stream = random('inputs');
const inputs = Array.from({ length: 12 }, () => Float64Array.from({ length: 32 }, () => Math.fround(stream.normal())));
const examples: Examples = {
  inputs: stack(inputs, [32]),
  labels: Int32Array.from(inputs, (x) => predictedClass(inOrder(x, 0))),
  ids: inputs.map((_, i) => `x${i}`),
};

/** Bisects as finely as numbers allow from a far point to the input; a fixed budget is met exactly there. */
const bisecting = (goal: 'fixed-budget' | 'smallest') =>
  defineAttack({
    name: 'bisecting',
    summary: 'a far point, and halvings',
    reference: 'a test',
    norms: ['l2'],
    goal,
    requires: 'decision',
    params: strictObject({}),
    create:
      () =>
      async ({ input, random: own, decide }) => {
        const v = input.map(() => 4 * own.normal());
        const at = (t: number): Row => input.map((one, k) => one + t * v[k]!);
        let [low, high] = [0, 1];
        for (let k = 0; k < 60; k++) {
          const middle = (low + high) / 2;
          if ((await decide(at(middle))).fooled) high = middle;
          else low = middle;
        }
      },
  });

async function found(on: Classifier, seed: number): Promise<AttackRecord[]> {
  const all: AttackRecord[] = [];
  for await (const record of attack(on, bisecting('smallest'), examples, { norm: 'l2', seed })) all.push(record);
  return all.filter(({ success, skipped }) => success && !skipped);
}

/** f(x) = (−x, x) with an error of ±`size` that looks random. */
const noisy = (size: (x: number) => number): Classifier => {
  const answer = ([x]: Row): Row => {
    const e = size(x!) * Math.sin(1e17 * x!);
    return Float64Array.of(-x! + e, x! - e);
  };
  return { ...oneDimensional(), logits: async (x: Batch) => stack(rows(x).map(answer), [2]) };
};
const asks = (...values: number[]) => points(() => values.map((v) => Float64Array.of(v)));

describe('a success', () => {
  it('holds in every order of summation, and is within 1e-5 of the boundary', async () => {
    let count = 0;
    for (let seed = 0; seed < 10; seed++) {
      for (const { candidate, label, margin: own, noise, distance } of await found(model, seed)) {
        count++;
        expect(own).toBeLessThan(-noise!);
        for (let order = 0; order < 64; order++) expect(margin(inOrder(candidate!, order), { label })).toBeLessThan(0);
        expect(-own).toBeLessThan(1e-4);
        expect(distance).toBeGreaterThan(0);
      }
    }
    expect(count).toBeGreaterThan(50);
  });

  it('is none where the margin is within the noise, and nothing beyond it is within the budget', async () => {
    const record = await only(
      asks(2e-5),
      { budgets: [1.00002] },
      noisy(() => 1e-5),
    );
    expect(record).toMatchObject({ success: false, code: 'attack/noise', forwards: 1 });
  });

  it('is moved outwards by as little as leads beyond the noise, which counts as a pass', async () => {
    const record = await only(
      asks(2e-5),
      {},
      noisy(() => 1e-5),
    );
    expect(record.success).toBe(true);
    expect(record.margin).toBeLessThan(-record.noise!);
    expect(record.noise).toBeGreaterThan(2e-5);
    expect(record.distance).toBeGreaterThan(1.00002);
    expect(record.distance).toBeLessThan(1.0006);
    expect(record.forwards).toBeGreaterThan(1);
  });

  it('is moved from a point within the noise only where that shortens it', async () => {
    const short = await only(
      asks(2e-5, 0.4),
      {},
      noisy(() => 1e-5),
    );
    expect(short.distance).toBeLessThan(1.0006);
    const kept = await only(
      asks(2e-5, 6e-4),
      {},
      noisy(() => 2e-5),
    );
    expect(kept).toMatchObject({ success: true });
    expect(kept.distance).toBeLessThanOrEqual(1.0006);
  });

  it('is moved where the noise at the point itself is larger than where it was first measured', async () => {
    const uneven = noisy((x) => (x < 2e-4 ? 1e-5 : 0));
    const record = await only(asks(3e-4, 1e-4), {}, uneven);
    expect(record.success).toBe(true);
    expect(record.margin).toBeLessThan(-record.noise!);
  });

  it('whose margin is clear carries the most that noise can be, and costs one more pass', async () => {
    const record = await only(asks(0.5));
    expect(record).toMatchObject({ success: true, margin: -1, noise: 1 / 1024 });
  });

  it.each([
    ['beyond four times the noise met on the way costs one more pass', 4e-4, 1],
    ['within four times the noise met on the way costs eight', 1.5e-5, 8],
  ])('whose margin is %s', async (_, last, passes) => {
    let rows = 0;
    const plain = noisy(() => 1e-6);
    const counting = {
      ...plain,
      logits: (x: Batch) => {
        rows += x.shape[0]!;
        return plain.logits(x);
      },
    };
    const record = await only(asks(4.5e-4, last), {}, counting);
    const [clean, asked, reference, onTheWay] = [1, 2, 4 * 8, 8];
    expect(record).toMatchObject({ success: true, forwards: asked });
    expect(rows).toBe(clean + asked + reference + onTheWay + passes);
    expect(record.margin).toBeLessThan(-record.noise!);
  });

  it('of a model in float64 is not moved: closed forms stay exact', async () => {
    const record = await only(asks(1e-13));
    expect(record.distance).toBe(1 + 1e-13);
    expect(record.noise).toBeLessThan(1e-14);
  });
});

describe('a randomised model', () => {
  it('is reported, though the point is fooled each time', async () => {
    let calls = 0;
    const random = {
      ...oneDimensional(),
      logits: async (x: Batch) => {
        const { data, shape } = await oneDimensional().logits(x);
        return { data: data.map((v) => v * (1 + 0.01 * Math.sin(17 * calls++))), shape };
      },
    };
    const record = await only(asks(0.9), {}, random);
    expect(record).toMatchObject({ success: true, warnings: [expect.stringContaining('is it randomised?')] });
    expect(await only(asks(0.9), {}, oneDimensional('float32'))).not.toHaveProperty('warnings');
  });

  it('that is not fooled the second time is refused by a code', async () => {
    let calls = 0;
    const flaky = {
      ...oneDimensional(),
      logits: async (x: Batch) =>
        ++calls === 2 ? { data: Float64Array.of(-1, 1), shape: [1, 2] } : oneDimensional().logits(x),
    };
    expect(
      await only(
        points(() => [Float64Array.of(-1)]),
        {},
        flaky,
      ),
    ).toMatchObject({
      success: false,
      code: 'attack/randomised',
    });
  });
});
