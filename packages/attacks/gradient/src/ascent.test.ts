import { describe, expect, it } from '@jest/globals';
import { defineAttack } from '@fragility/attack';
import { PGD, projectedAscent, randomStart } from '@fragility/attack/parts';
import { attackOf, collect, recordQueries } from '@fragility/attack/conformance';
import type { DifferentiableClassifier } from '@fragility/model';
import { batch, distance, marginLoss, random as makeRandom, rows, stack } from '@fragility/numerics';
import { pick, strictObject } from 'valibot';
import { pgd } from './index.js';
import { problem } from './testing/problem.js';

/** Fixed steps from the point of the ball where the margin is largest: the far end from the optimum. */
const fromFarEnd = defineAttack({
  ...PGD,
  params: strictObject(pick(pgd.params, ['steps', 'step']).entries),
  create: (walk) => async (example) => {
    const { input, criterion, budget, space, gradient } = example;
    const { gradient: slope } = await gradient(input, marginLoss(criterion));
    const start = space.extreme(
      slope.map((g) => -g),
      budget,
    );
    expect(space.distance(start)).toBeGreaterThan(0.99 * budget);
    await projectedAscent(example, start, marginLoss(criterion), walk);
  },
});

describe.each(['linf', 'l2', 'l1'] as const)('fixed steps, %s', (norm) => {
  const successes = async (params: object): Promise<number> => {
    const { model, examples, optima } = problem(1, false, 2, 8);
    const budgets = [optima(norm).map((d) => 1.01 * d)];
    const records = await collect(model, fromFarEnd, examples, { norm, params, budgets });
    return records.filter(({ success }) => success).length;
  };

  it('cross the ball from one end to an optimum at the other', async () => {
    expect(await successes({})).toBe(8);
  });

  it('would not with the 40 steps of ε/30 that Foolbox takes', async () => {
    expect(await successes({ step: 0.01 / 0.3 })).toBe(0);
  });
});

describe('steps that come back to a point', () => {
  /** f₁ rises towards x₁ = ¾ from both sides, and is below f₀. */
  const ridge = (noise: () => number): DifferentiableClassifier => ({
    inputShape: [2],
    classes: 2,
    bounds: null,
    precision: 'float64',
    logits: async (x) => stack(rows(x).map(([v]) => Float64Array.of(9, -Math.abs(v! - 0.75) + noise()))),
    vjp: async (x) => ({
      logits: stack(rows(x).map(([v]) => Float64Array.of(9, -Math.abs(v! - 0.75) + noise()))),
      backward: async (c) =>
        stack(rows(x).map(([v], i) => Float64Array.of(c.data[2 * i + 1]! * (v! < 0.75 ? 1 : -1), 0))),
    }),
  });
  const origin = { inputs: batch(new Float64Array(2), [1, 2]), labels: Int32Array.of(0), ids: ['origin'] };
  const asked = async (noise: () => number): Promise<number[]> => {
    const { model, gradientsAt } = recordQueries(ridge(noise));
    await collect(model, pgd, origin, { norm: 'linf', budgets: [2], params: { steps: 30, step: 0.25 } });
    return gradientsAt.map(([v]) => v!);
  };

  it('end there: what follows would repeat them', async () => {
    expect(await asked(() => 0)).toEqual([0, 0.5, 1, 0.5]);
  });

  it('go on where the model is randomised and answers otherwise', async () => {
    const noise = makeRandom('noise');
    const points = await asked(() => 1e-6 * noise.normal());
    expect(points).toHaveLength(30);
    expect(points.slice(1, 5)).toEqual([0.5, 1, 0.5, 1]);
  });
});

/** In L1 a start may be one of the 128 corners of the ball, and two of them the same. */
const random = attackOf(
  'gradient',
  async (example) => {
    const starts = Array.from({ length: 20 }, () => randomStart(example));
    const reach = starts.map((x) => example.space.distance(x) / example.budget);
    if (!example.space.bounds) expect(Math.min(...reach)).toBeGreaterThan(0.999);
    expect(Math.max(...reach)).toBeLessThanOrEqual(1);
    const kinds = new Set(starts.map(String)).size;
    if (example.space.norm === 'l1') expect(kinds).toBeGreaterThan(16);
    else expect(kinds).toBe(20);
    const moved = starts.map((x) => x.reduce((sum, v, k) => sum + (v === example.input[k] ? 0 : 1), 0));
    if (example.space.norm === 'l1') expect(Math.max(...moved)).toBeLessThan(16);
    else expect(Math.min(...moved)).toBeGreaterThan(56);
  },
  'fixed-budget',
);

it.each(['linf', 'l2', 'l1'] as const)('random starts lie at the end of the budget and differ, %s', async (norm) => {
  for (const bounded of [true, false]) {
    const { model, examples } = problem(1, bounded, 2, 2);
    await collect(model, random, examples, { norm, budgets: [0.7] });
  }
});

it('PGD starts at the input, then at random', async () => {
  const { model, examples } = problem(1, false, 2, 1);
  const { model: seen, gradientsAt: asked } = recordQueries(model);
  await collect(seen, pgd, examples, { norm: 'l2', budgets: [0.01], params: { steps: 5, restarts: 3 } });
  const far = asked.map((x) => distance(x, examples.inputs.data, 'l2'));
  expect(asked).toHaveLength(15);
  expect(far[0]).toBe(0);
  expect(far[5]).toBeCloseTo(0.01, 6);
  expect(asked[5]).not.toEqual(asked[10]);
});
