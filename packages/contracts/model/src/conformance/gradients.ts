import { count, rows, stack, type Batch } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import type { DifferentiableClassifier } from '../classifier.js';
import { copy, cotangentsFor, cycled, joined, pieces, same } from './batches.js';
import { expectFiniteDifferences } from './finite-differences.js';
import { difference, expectNumbers, expectRefused, largest, ROUNDING, type CheckOf } from './subject.js';

const gradient = async (model: DifferentiableClassifier, x: Batch, cotangent: Batch): Promise<Batch> =>
  copy(await (await model.vjp(x)).backward(cotangent));

/** Gradients of consecutive pieces of a batch, each by a call of its own. */
const piecewise = async (
  model: DifferentiableClassifier,
  [x, cotangent]: readonly [Batch, Batch],
  size: number,
): Promise<Batch> => {
  const answers: Batch[] = [];
  const cotangents = pieces(cotangent, size);
  for (const [k, piece] of pieces(x, size).entries()) answers.push(await gradient(model, piece, cotangents[k]!));
  return joined(answers);
};

/** A batch of which only row i is kept, the others 0. */
const only = (cotangent: Batch, i: number): Batch =>
  stack(rows(cotangent).map((values, k) => (k === i ? values : values.map(() => 0))));

/** What every classifier with vector-Jacobian products must do. */
export const gradientChecks = (check: CheckOf<DifferentiableClassifier>): Check[] => [
  check('a pullback has the logits', async (model, x) => {
    const expected = await model.logits(x);
    const found = difference((await model.vjp(x)).logits, expected, largest(expected.data));
    expectThat(found <= ROUNDING[model.precision], () => `vjp(x).logits are off logits(x) by ${found} of the largest`);
  }),
  check('gradients are finite, of the shape of the inputs', async (model, x) =>
    expectNumbers('the gradients', await gradient(model, x, cotangentsFor(model, x, 'shape')), x.shape),
  ),
  check('gradients equal finite differences', async (model, x) => expectFiniteDifferences(model, x)),
  check('gradients are linear in the cotangent', async (model, x) => {
    const [c, d] = [cotangentsFor(model, x, 'c'), cotangentsFor(model, x, 'd')];
    const { backward } = await model.vjp(x);
    const [gc, gd] = [copy(await backward(c)), copy(await backward(d))];
    const combined = await backward({ ...c, data: c.data.map((v, k) => 2 * v - 0.5 * d.data[k]!) });
    const expected = { ...gc, data: gc.data.map((v, k) => 2 * v - 0.5 * gd.data[k]!) };
    const found = difference(combined, expected, 2 * largest(gc.data) + largest(gd.data));
    expectThat(
      found <= 10 * ROUNDING[model.precision],
      () => `backward(2c − d/2) is off 2 backward(c) − backward(d)/2 by ${found} of the largest`,
    );
  }),
  check('backward can be called again', async (model, x) => {
    const [c, d] = [cotangentsFor(model, x, 'c'), cotangentsFor(model, x, 'd')];
    const { backward } = await model.vjp(x);
    const answer = await backward(c);
    const before = copy(answer);
    await backward(d);
    expectThat(same(before, answer), () => 'a later call wrote to an earlier gradient; give each its own array');
    expectThat(same(before, await backward(c)), () => 'a second call with one cotangent answers differently');
  }),
  check('gradients are the same where the caller says to write them', async (model, x) => {
    const c = cotangentsFor(model, x, 'out');
    const { backward } = await model.vjp(x);
    const fresh = copy(await backward(c));
    expectThat(
      same(fresh, await backward(c, new Float64Array(x.data.length).fill(NaN))),
      () => 'backward(c, out) is not backward(c); write the whole gradient into `out`, or leave it alone',
    );
  }),
  check('gradients of a batch equal those of its examples alone', async (model, x) => {
    const c = cotangentsFor(model, x, 'alone');
    const alone = await piecewise(model, [x, c], 1);
    for (const size of [3, count(x)]) {
      const together = await piecewise(model, [x, c], size);
      expectThat(
        same(alone, together),
        () => `gradients in a batch of ${size} differ from those of its examples alone`,
      );
    }
    const many = await gradient(model, cycled(x, 66), cycled(c, 66));
    expectThat(
      same(cycled(alone, 66), many),
      () => 'gradients in a batch of 66 differ from those of its examples alone',
    );
  }),
  check('cotangents of other examples do not matter', async (model, x) => {
    const c = cotangentsFor(model, x, 'rows');
    const { backward } = await model.vjp(x);
    const all = copy(await backward(c));
    for (let i = 0; i < count(x); i++) {
      expectThat(
        same(only(all, i), only(await backward(only(c, i)), i)),
        () => `the gradient of example ${i} depends on the cotangents of the others`,
      );
      expectThat(
        same(await backward(only(c, i)), { ...only(all, i), shape: all.shape }),
        () => `examples with cotangent 0 have a gradient`,
      );
    }
  }),
  check('inputs and cotangents are untouched by gradients', async (model, x) => {
    const c = cotangentsFor(model, x, 'untouched');
    const [inputs, cotangents] = [copy(x), copy(c)];
    await gradient(model, x, c);
    expectThat(same(inputs, x), () => 'vjp() or backward() wrote to the inputs');
    expectThat(same(cotangents, c), () => 'backward() wrote to the cotangent');
  }),
  check('concurrent gradients answer as one after the other', async (model, x) => {
    const c = cotangentsFor(model, x, 'concurrent');
    const expected = await piecewise(model, [x, c], 1);
    const [inputs, cotangents] = [pieces(x, 1), pieces(c, 1)];
    const pullbacks = await Promise.all(inputs.map((each) => model.vjp(each)));
    const backwards = pullbacks.map(({ backward }, k) => backward(cotangents[k]!)).reverse();
    const [answers] = await Promise.all([Promise.all(backwards), ...inputs.map((each) => model.logits(each))]);
    expectThat(
      same(expected, joined(answers.reverse())),
      () => 'pullbacks in flight at once answer differently; queue the calls, and keep the state of each apart',
    );
  }),
  check('pullbacks share no memory with their inputs once they have answered', async (model, x) => {
    const [own, cotangent] = [copy(x), cotangentsFor(model, x, 'memory')];
    const { logits, backward } = await model.vjp(own);
    const answers = [logits, await backward(cotangent)];
    const before = answers.map(copy);
    for (const { data } of [own, cotangent]) data.fill(0);
    expectThat(
      answers.every((answer, k) => same(answer, before[k]!)),
      () => 'writing to the inputs or the cotangent changed an earlier answer; give each its own array',
    );
  }),
  check('after dispose, gradients are refused', async (model, x, release) => {
    if (!model.dispose) return;
    const { backward } = await model.vjp(x);
    await release();
    await expectRefused('vjp()', () => model.vjp(x));
    await expectRefused('backward()', () => backward(cotangentsFor(model, x, 'disposed')));
  }),
];
