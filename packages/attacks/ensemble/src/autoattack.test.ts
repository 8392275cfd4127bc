import { describe, expect, it } from '@jest/globals';
import { collect, linearProblem } from '@fragility/attack/conformance';
import type { DifferentiableClassifier } from '@fragility/model';
import { random, type Batch, type Norm } from '@fragility/numerics';
import { autoattack } from './index.js';

const few = { steps: 30, queries: 60 };
const map = (batch: Batch, change: (value: number, k: number) => number): Batch => ({
  ...batch,
  data: batch.data.map(change),
});
/** A model whose logits are changed on their way out; gradients stay what they are. */
const with_ = (model: DifferentiableClassifier, change: (batch: Batch) => Batch): DifferentiableClassifier => ({
  inputShape: model.inputShape,
  classes: model.classes,
  bounds: model.bounds,
  precision: model.precision,
  logits: async (x) => change(await model.logits(x)),
  vjp: async (x) => {
    const { logits, backward } = await model.vjp(x);
    return { logits: change(logits), backward };
  },
});

describe.each(['linf', 'l2', 'l1'] as const)('autoattack on linear models of ten classes, %s', (norm: Norm) => {
  it.each([true, false])('fools exactly those whose optimum is within the budget, bounded %s', async (bounded) => {
    const { model, examples, optimum } = linearProblem(1, bounded, 10);
    const exact = Float64Array.from(examples.labels, (_, i) => optimum(i, norm));
    const options = { norm, params: few };
    const above = await collect(model, autoattack, examples, { ...options, budgets: [exact.map((d) => 1.001 * d)] });
    expect(above.map(({ success }) => success)).toEqual(above.map(() => true));
    const below = await collect(model, autoattack, examples, { ...options, budgets: [exact.map((d) => 0.999 * d)] });
    expect(below.map(({ success }) => success)).toEqual(below.map(() => false));
  });
});

describe('autoattack', () => {
  const { model, examples, optimum } = linearProblem(1, true, 10);
  const budgets = [Float64Array.from(examples.labels, (_, i) => 1.5 * optimum(i, 'linf'))];
  const run = (changed: DifferentiableClassifier, version = 'standard', data = examples, given = budgets) =>
    collect(changed, autoattack, data, { norm: 'linf', budgets: given, params: { ...few, version } });

  it('says who found the point, and has nothing to warn of on a plain model', async () => {
    for (const record of await run(model)) {
      expect(record).toMatchObject({ success: true, by: expect.stringMatching(/^apgd-/) });
      expect(record.warnings).toBeUndefined();
    }
  });

  it('runs the members in their order, as many steps as they are given', async () => {
    const none = [Float64Array.from(examples.labels, () => 1e-6)];
    const [record] = await run(model, 'standard', examples, none);
    expect(record!.success).toBe(false);
    const [apgd, targeted, fab] = [few.steps, 9 * few.steps, 9 * few.steps];
    expect(record!.backwards).toBeGreaterThanOrEqual(1 + apgd + targeted + fab);
    expect(record!.forwards).toBeGreaterThanOrEqual(record!.backwards + few.queries);
  });

  it('warns of a model that answers differently each time', async () => {
    const stream = random('noise');
    const noisy = with_(model, (batch) => map(batch, (value) => value + 0.01 * stream.normal()));
    for (const { warnings } of await run(noisy)) expect(warnings!.join()).toContain('use version rand');
  });

  it('warns of probabilities in place of logits', async () => {
    const softmax = with_(model, (batch) => {
      const [n, k] = batch.shape as [number, number];
      const data = new Float64Array(n * k);
      for (let i = 0; i < n; i++) {
        const logits = batch.data.subarray(i * k, (i + 1) * k);
        const sum = logits.reduce((total, value) => total + Math.exp(value), 0);
        logits.forEach((value, j) => (data[i * k + j] = Math.exp(value) / sum));
      }
      return { data, shape: batch.shape };
    });
    for (const { warnings } of await run(softmax)) expect(warnings!.join()).toContain('look like probabilities');
  });

  it('warns where gradients are masked and Square breaks what they did not', async () => {
    const masked: DifferentiableClassifier = {
      ...with_(model, (batch) => batch),
      vjp: async (x) => ({
        logits: await model.logits(x),
        backward: async () => map(x, () => 0),
      }),
    };
    const records = await collect(masked, autoattack, examples, {
      norm: 'linf',
      budgets: [Float64Array.from(examples.labels, (_, i) => 2 * optimum(i, 'linf'))],
      params: { steps: 2, queries: 400 },
    });
    expect(records.every(({ warnings }) => warnings!.join().includes('gradient of the cross-entropy is zero'))).toBe(
      true,
    );
    const bySquare = records.filter(({ by }) => by === 'square');
    expect(bySquare.length).toBeGreaterThan(0);
    for (const { warnings } of bySquare)
      expect(warnings!.join()).toContain('Square broke what gradient attacks did not');
    for (const record of records.filter(({ by }) => by !== 'square'))
      expect(record.warnings!.join()).not.toContain('Square broke');
  });

  it('works with two classes, and says that the ratio is the margin', async () => {
    const two = linearProblem(1, true, 2);
    const given = [Float64Array.from(two.examples.labels, (_, i) => 1.01 * two.optimum(i, 'linf'))];
    for (const record of await run(two.model, 'plus', two.examples, given)) {
      expect(record.success).toBe(true);
      expect(record.warnings!.join()).toContain('there are 2 classes');
    }
  });

  it('averages over 20 answers of a randomised model', async () => {
    const [record] = await run(model, 'rand', examples, [Float64Array.from(examples.labels, () => 1e-6)]);
    expect(record!.backwards).toBe(1 + 2 * 20 * few.steps);
  });
});
