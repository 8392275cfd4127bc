import { describe, expect, it } from '@jest/globals';
import { defineAttack, type Example } from '@fragility/attack';
import { collect, linearModel, zeroInput } from '@fragility/attack/conformance';
import { square } from '@fragility/attacks-black-box';
import { distance, dot, mean, normOf, random, type Norm, type Row } from '@fragility/numerics';
import { integer, parseParams } from '@fragility/plugin';
import { strictObject } from 'valibot';
import { estimateGradient, type Estimate } from './estimate.js';
import { pgd } from './estimated-pgd.js';
import { estimated, estimatedPgd } from '../index.js';
import { problem } from '../testing/problem.js';

const NORMS: readonly Norm[] = ['linf', 'l2', 'l1'];

describe.each(NORMS)('by coordinates, on linear models, %s', (norm) => {
  it.each([0.02, 1, 100].flatMap((scale) => [true, false].map((bounded) => [scale, bounded] as const)))(
    'is PGD with true gradients to rounding; size %d, bounded %s',
    async (scale, bounded) => {
      const { model, examples, optima } = problem(scale, bounded, 10, 3);
      const budgets = [optima(norm).map((d) => 1.3 * d)];
      const params = { steps: 12, loss: 'margin' };
      const exact = await collect(model, pgd, examples, { norm, budgets, params });
      const own = await collect(model, estimated(pgd, { method: 'coordinates' }), examples, { norm, budgets, params });
      own.forEach((record, i) => {
        const { success, candidate, forwards, backwards } = exact[i]!;
        expect(record.success).toBe(success);
        expect(record.backwards).toBe(0);
        expect(record.forwards).toBe(forwards + 2 * 64 * backwards);
        if (success) expect(distance(record.candidate!, candidate!, norm)).toBeLessThan(1e-9 * budgets[0]![i]!);
      });
      expect(exact.filter(({ success }) => success).length).toBeGreaterThan(1);
    },
  );
});

/** A model of logits (0, ⟨w, x⟩ + c·‖x‖²), asked directly; `asked` are the points. */
function subject(w: Row, bounds: readonly [number, number] | null, curvature = 0) {
  const asked: Row[] = [];
  const example = {
    input: w.map(() => 1),
    space: { bounds },
    logits: async (x: Row) => {
      asked.push(x);
      return { class: 0, fooled: false, logits: Float64Array.of(0, dot(w, x) + curvature * dot(x, x)) };
    },
  } as unknown as Example<'scores'>;
  return { example, asked };
}

/** Of class 0 everywhere. */
const constant = linearModel(new Float64Array(8), [1, 0], { bounds: [-1, 1] });
const COTANGENT = Float64Array.of(0, 1);

describe.each(['nes', 'spsa'] as const)('%s', (method) => {
  it.each([null, [0, 1]] as const)('is unbiased on linear models, at a corner too; bounds %j', async (bounds) => {
    const stream = random(`unbiased/${method}`);
    const w = Float64Array.from({ length: 8 }, () => stream.normal());
    const { example } = subject(w, bounds);
    const estimate: Estimate = { method, queries: 20, radius: 0.01 };
    const runs: Row[] = [];
    const x = w.map((_, k) => (k % 2 === 0 ? 0 : 0.5));
    for (let k = 0; k < 200; k++) runs.push(await estimateGradient(example, x, COTANGENT, estimate, stream));
    const spread = normOf(w, 'l2') / Math.sqrt(200 * 10);
    w.forEach((v, k) => expect(Math.abs(mean(runs.map((g) => g[k]!)) - v)).toBeLessThan(4 * Math.SQRT2 * spread));
  });

  it('comes closer with more queries', async () => {
    const stream = random(`closer/${method}`);
    const w = Float64Array.from({ length: 32 }, () => stream.normal());
    const cosine = async (queries: number): Promise<number> => {
      const { example } = subject(w, null);
      const g = await estimateGradient(example, w, COTANGENT, { method, queries, radius: 0.01 }, stream);
      return dot(g, w) / (normOf(g, 'l2') * normOf(w, 'l2'));
    };
    const [few, many] = [await cosine(20), await cosine(2000)];
    expect(few).toBeGreaterThan(0.2);
    expect(few).toBeLessThan(0.85);
    expect(many).toBeGreaterThan(0.97);
  });
});

describe.each(['nes', 'spsa', 'coordinates'] as const)('%s', (method) => {
  it('asks in pairs inside the bounds, of the length that the radius says', async () => {
    const w = Float64Array.of(1, -2, 3);
    const { example, asked } = subject(w, [0, 2]);
    await estimateGradient(
      example,
      Float64Array.of(0, 1, 2),
      COTANGENT,
      { method, queries: 7, radius: 0.1 },
      random(1),
    );
    expect(asked).toHaveLength(method === 'coordinates' ? 6 : 8);
    for (const v of asked.flatMap((x) => [...x])) expect(v >= 0 && v <= 2).toBe(true);
    if (method === 'nes') return;
    for (let k = 0; k < asked.length; k += 2)
      expect(distance(asked[k]!, asked[k + 1]!, 'linf')).toBeCloseTo(2 * 0.1 * 2, 12);
  });

  it('says why a constant model is not fooled', async () => {
    const [record] = await collect(constant, estimatedPgd, zeroInput(4), {
      norm: 'l2',
      budgets: [1],
      params: { method },
    });
    expect(record).toMatchObject({ success: false, backwards: 0 });
    expect(record!.reason).toBe('every point asked about has the same logits as the input');
  });
});

it('is exact by coordinates for quadratics, whose central differences have no error', async () => {
  const w = Float64Array.of(1, -2, 3);
  const x = Float64Array.of(0.5, 1, -1);
  const { example } = subject(w, null, 0.5);
  const g = await estimateGradient(
    example,
    x,
    COTANGENT,
    { method: 'coordinates', queries: 2, radius: 0.1 },
    random(1),
  );
  g.forEach((v, k) => expect(v).toBeCloseTo(w[k]! + x[k]!, 12));
});

it('asks a model without gradients', async () => {
  const { model, examples, optima } = problem(1, true, 2, 4);
  const { inputShape, classes, bounds, precision, logits } = model;
  const blind = { inputShape, classes, bounds, precision, logits };
  const options = { norm: 'l2', budgets: [optima('l2').map((d) => 1.5 * d)] } as const;
  for (const record of await collect(blind, estimatedPgd, examples, options)) expect(record.success).toBe(true);
});

it('takes the options as defaults of parameters', () => {
  const { name, params, requires, goal } = estimated(pgd, { method: 'spsa', queries: 12 });
  expect({ name, requires, goal }).toEqual({ name: 'estimated-pgd', requires: 'scores', goal: 'fixed-budget' });
  expect(parseParams('attack/estimated-pgd', params, { steps: 3 })).toEqual({
    steps: 3,
    step: 0.1,
    loss: 'cross-entropy',
    method: 'spsa',
    queries: 12,
    radius: 0.001,
  });
});

it('refuses attacks without gradients, parameters taken, and bad options', () => {
  expect(() => estimated(square as never)).toThrow("requires access 'scores', expected 'gradient'");
  const taken = defineAttack({
    ...pgd,
    params: strictObject({ queries: integer('queries') }),
    create: () => async () => null,
  });
  expect(() => estimated(taken)).toThrow("has a parameter 'queries'");
  expect(() => estimated(pgd, { radius: 0 })).toThrow('radius');
  expect(() => estimated(pgd, { method: 'other' as never })).toThrow('method');
});
