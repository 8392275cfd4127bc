import { expect, it } from '@jest/globals';
import { collect } from '@fragility/attack/conformance';
import { apgd, apgdT, bim } from './index.js';
import { problem } from './testing/problem.js';

const reasons = async (
  definition: typeof apgd | typeof apgdT | typeof bim,
  classes: number,
  params: object,
  aim = false,
) => {
  const { model, examples, optima } = problem(1, true, classes, 3);
  const budgets = [optima('l2').map((d) => 4 * d)];
  const targets = aim ? { targets: examples.labels.map((label) => (label + 1) % classes) } : {};
  const records = await collect(model, definition, examples, { norm: 'l2', params, budgets, ...targets });
  expect(records.every(({ success }) => success)).toBe(true);
  return new Set(records.map(({ reason }) => reason));
};

it('says when the ratio has too few classes and is the margin', async () => {
  const remark = (needed: number, classes: number) =>
    new Set([`the difference of logits ratio needs ${needed} classes, the model has ${classes}: ascended the margin`]);
  expect(await reasons(apgd, 2, { loss: 'dlr' })).toEqual(remark(3, 2));
  expect(await reasons(bim, 2, { loss: 'dlr' })).toEqual(remark(3, 2));
  expect(await reasons(apgd, 3, { loss: 'dlr' }, true)).toEqual(remark(4, 3));
  expect(await reasons(apgdT, 3, {})).toEqual(remark(4, 3));
  expect(await reasons(apgdT, 2, {})).toEqual(remark(4, 2));
});

it('says nothing where it has enough', async () => {
  const nothing = new Set([undefined]);
  expect(await reasons(apgd, 3, { loss: 'dlr' })).toEqual(nothing);
  expect(await reasons(apgd, 2, { loss: 'margin' })).toEqual(nothing);
  expect(await reasons(apgdT, 4, {})).toEqual(nothing);
  expect(await reasons(apgdT, 4, {}, true)).toEqual(nothing);
});
