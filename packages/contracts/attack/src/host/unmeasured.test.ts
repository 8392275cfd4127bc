import { describe, expect, it } from '@jest/globals';
import type { Examples } from '@fragility/dataset';
import type { DifferentiableClassifier } from '@fragility/model';
import { row, take, type Batch } from '@fragility/numerics';
import { attack, UNMEASURED, type AttackRecord } from '../index.js';
import { collect, problem, steps } from '../testing/attacks.js';

const { model, examples } = problem;
const BROKEN = 2;
const first = row(examples.inputs, BROKEN)[0]!;
const size = examples.inputs.data.length / examples.labels.length;

const run = (on: DifferentiableClassifier, data: Examples, window?: number): Promise<AttackRecord[]> =>
  collect(attack(on, steps, data, { norm: 'l2', budgets: [0.05, 0.1], ...(window ? { window } : {}) }));

/** The model with other logits where the broken example is asked about, or near it. */
const changed = (change: (logits: Float64Array) => void): DifferentiableClassifier => {
  const changing = (x: Batch, logits: Batch): Batch => {
    for (let i = 0; i < x.shape[0]!; i++) if (Math.abs(row(x, i)[0]! - first) < 1e-9) change(row(logits, i));
    return logits;
  };
  return {
    ...model,
    logits: async (x) => changing(x, await model.logits(x)),
    vjp: async (x) => {
      const { logits, backward } = await model.vjp(x);
      return { logits: changing(x, logits), backward };
    },
  };
};

const withNaN = (): Examples => ({
  ...examples,
  inputs: { ...examples.inputs, data: examples.inputs.data.map((v, k) => (k === BROKEN * size + 1 ? NaN : v)) },
});
const withLabel = (): Examples => ({
  ...examples,
  labels: examples.labels.map((label, i) => (i === BROKEN ? model.classes : label)),
});

describe('an example that cannot be measured', () => {
  it.each<[string, DifferentiableClassifier, Examples, string, RegExp]>([
    [
      'whose clean logits are NaN',
      changed((logits) => void logits.fill(NaN)),
      examples,
      'model/nan',
      /returned logits \[NaN/,
    ],
    [
      'for which the model throws',
      changed(() => {
        throw new Error('no such picture');
      }),
      examples,
      'model/threw',
      /the model threw: no such picture .*; look at the example/,
    ],
    ['with NaN', model, withNaN(), 'attack/input', /has NaN at coordinate 1/],
    ['with a label of no class', model, withLabel(), 'attack/label', /has label 10, expected 0…9/],
  ])('%s fails alone', async (_, on, data, code, reason) => {
    const expected = await run(model, examples);
    const records = await run(on, data);
    expect(records.map(({ id, budget }) => [id, budget])).toEqual(expected.map(({ id, budget }) => [id, budget]));
    const mine = records.filter(({ id }) => id === examples.ids[BROKEN]);
    expect(mine).toHaveLength(2);
    for (const record of mine)
      expect(record).toMatchObject({
        ...{ outcome: 'failed', success: false, skipped: false, distance: Infinity, class: -1, margin: NaN, code },
        reason: expect.stringMatching(reason),
      });
    expect(UNMEASURED.has(code)).toBe(true);
    const others = (all: readonly AttackRecord[]): AttackRecord[] =>
      all.filter(({ id }) => id !== examples.ids[BROKEN]);
    expect(others(records)).toEqual(others(expected));
  });

  it('fails alone also where it is asked about by itself', async () => {
    const thrower = changed(() => {
      throw new Error('no');
    });
    const outcomes = (await run(thrower, examples, 1)).filter(({ outcome }) => outcome === 'failed');
    expect(outcomes.map(({ id }) => id)).toEqual([examples.ids[BROKEN], examples.ids[BROKEN]]);
  });

  it('does not hide a model that throws for every one', async () => {
    const broken = { ...model, logits: () => Promise.reject(new Error('gone')) };
    const many = Array.from({ length: 8 }, (_, i) => i % examples.labels.length);
    const data = {
      inputs: take(examples.inputs, many),
      labels: Int32Array.from(many, (i) => examples.labels[i]!),
      ids: many.map((i, k) => `${examples.ids[i]!}-${k}`),
    };
    await expect(run(broken, data)).rejects.toThrow('gone');
  });
});

describe('a model that throws during an attack', () => {
  it('fails the example that it throws for, as not fooled', async () => {
    const x0 = row(examples.inputs, BROKEN);
    const near = (x: Batch): boolean =>
      Array.from({ length: x.shape[0]! }, (_, i) => row(x, i)).some(
        (one) => one.some((v, k) => v !== x0[k]) && one.every((v, k) => Math.abs(v - x0[k]!) <= 0.1),
      );
    const on: DifferentiableClassifier = {
      ...model,
      vjp: async (x) => {
        const { logits, backward } = await model.vjp(x);
        return {
          logits,
          backward: async (c, out) => {
            if (near(x)) throw new Error('overflow');
            return backward(c, out);
          },
        };
      },
    };
    const failed = (await run(on, examples)).filter(({ outcome }) => outcome === 'failed');
    for (const { id, code, reason } of failed)
      expect([id, code, reason]).toEqual([
        examples.ids[BROKEN],
        'attack/model',
        expect.stringContaining('the model threw: overflow'),
      ]);
    expect(failed.length).toBeGreaterThan(0);
    expect(UNMEASURED.has('attack/model')).toBe(false);
  });
});
