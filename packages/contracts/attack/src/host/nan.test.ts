import { describe, expect, it } from '@jest/globals';
import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { marginLoss, row, type Batch } from '@fragility/numerics';
import { flag } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { attack, defineAttack, type AttackRecord } from '../index.js';
import { problem, run } from '../testing/attacks.js';

/** f(x) = (−x, x) on the points −1 and −2, both of class 0; gradients of the first are NaN. */
const honest = referenceClassifier([
  {
    inputs: 1,
    outputs: 2,
    weight: Float64Array.of(-1, 1),
    bias: new Float64Array(2),
    activation: { kind: 'identity' },
  },
]);
const model = {
  ...honest,
  vjp: async (x: Batch) => {
    const { logits, backward } = await honest.vjp(x);
    return {
      logits,
      backward: async (cotangent: Batch) => {
        const gradients = await backward(cotangent);
        for (let i = 0; i < x.shape[0]!; i++) if (row(x, i)[0] === -1) row(gradients, i)[0] = NaN;
        return gradients;
      },
    };
  },
};
const examples: Examples = {
  inputs: { data: Float64Array.of(-1, -2), shape: [2, 1] },
  labels: Int32Array.of(0, 0),
  ids: ['a', 'b'],
};

const step = defineAttack({
  name: 'step',
  summary: 'one step of the whole budget, or a point that is none',
  reference: 'a test',
  norms: ['l2'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: strictObject({ broken: optional(flag('broken'), false) }),
  create:
    ({ broken }) =>
    async ({ input, criterion, budget, space, gradient }) =>
      broken ? input.map(() => NaN) : space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget),
});

async function reasons(params: object): Promise<AttackRecord['reason'][]> {
  const found: AttackRecord['reason'][] = [];
  for await (const { reason } of attack(model, step, examples, { norm: 'l2', budgets: [3], params }))
    found.push(reason);
  return found;
}

describe('NaN', () => {
  it('in logits fails that example alone', async () => {
    const broken = {
      ...problem.model,
      vjp: async (x: Batch) => {
        const pullback = await problem.model.vjp(x);
        const first = problem.examples.inputs.data[0]!;
        for (let i = 0; i < x.shape[0]!; i++)
          if (Math.abs(row(x, i)[0]! - first) < 0.5) row(pullback.logits, i).fill(NaN);
        return pullback;
      },
    };
    const records = await run({ budgets: [0.3] }, broken);
    expect(records[0]).toMatchObject({
      outcome: 'failed',
      success: false,
      reason: expect.stringContaining('[attack/host] the model returned logits [NaN'),
    });
    expect(records.some(({ reason }) => reason === undefined)).toBe(true);
  });

  it('in a gradient fails that example alone', async () => {
    expect(await reasons({})).toEqual([
      expect.stringMatching(
        /^\[attack\/host\] the model returned a gradient with NaN, expected finite numbers; check its/,
      ),
      undefined,
    ]);
  });

  it('in a point is the fault of the attack, not of the model', async () => {
    const blamed = '[attack/host] the attack asked about a point with NaN, expected finite numbers; correct the attack';
    expect(await reasons({ broken: true })).toEqual([blamed, blamed]);
  });
});
