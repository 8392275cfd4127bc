import { row, rows, type Batch } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import type { Classifier } from '../classifier.js';
import { copy, cycled, joined, pieces, same } from './batches.js';
import { expectNumbers, expectRefused, type CheckOf } from './subject.js';

const isSize = (value: number): boolean => Number.isInteger(value) && value > 0;

const inOrder = async (model: Classifier, batches: readonly Batch[]): Promise<Batch[]> => {
  const answers: Batch[] = [];
  for (const x of batches) answers.push(copy(await model.logits(x)));
  return answers;
};

/** What every classifier must do. */
export const logitsChecks = (check: CheckOf<Classifier>): Check[] => [
  check('declares an input shape, classes, bounds and a precision', async (model) => {
    const { inputShape, classes, bounds, precision } = model;
    expectThat(
      inputShape.length > 0 && inputShape.every(isSize),
      () => `inputShape is [${inputShape.join(', ')}], expected whole numbers ≥ 1`,
    );
    expectThat(isSize(classes) && classes >= 2, () => `classes is ${classes}, expected a whole number ≥ 2`);
    expectThat(
      bounds === null || (bounds.length === 2 && bounds[0] < bounds[1]),
      () => `bounds are ${JSON.stringify(bounds)}, expected [lower, upper] or null`,
    );
    expectThat(
      ['float32', 'float64'].includes(precision),
      () => `precision is ${String(precision)}, expected float32 | float64`,
    );
  }),
  check('logits are finite, one row of K per example', async (model, x) =>
    expectNumbers('the logits', await model.logits(x), [x.shape[0]!, model.classes]),
  ),
  check('logits are not probabilities', async (model, x) => {
    const likely = rows(await model.logits(x)).every(
      (p) => p.every((v) => v >= 0) && Math.abs(p.reduce((a, b) => a + b, 0) - 1) < 1e-5,
    );
    expectThat(!likely, () => 'every row is non-negative and sums to 1; answer with what goes into the softmax');
  }),
  check('inputs are untouched', async (model, x) => {
    const before = copy(x);
    await model.logits(x);
    expectThat(same(before, x), () => 'logits() wrote to its input');
  }),
  check('same input, same answer', async (model, x) => {
    const [once, again] = await inOrder(model, [x, x]);
    expectThat(same(once!, again!), () => 'two calls with one input differ');
  }),
  check('a batch equals its examples alone', async (model, x) => {
    const alone = joined(await inOrder(model, pieces(x, 1)));
    for (const size of [3, x.shape[0]!]) {
      const together = joined(await inOrder(model, pieces(x, size)));
      expectThat(same(alone, together), () => `logits in a batch of ${size} differ from those of its examples alone`);
    }
    const many = await model.logits(cycled(x, 66));
    expectThat(same(cycled(alone, 66), many), () => 'logits in a batch of 66 differ from those of its examples alone');
  }),
  check('concurrent calls answer as one after the other', async (model, x) => {
    const batches = pieces(x, 2);
    const expected = await inOrder(model, batches);
    const answers = await Promise.all(batches.map((each) => model.logits(each)));
    const wrong = answers.findIndex((answer, k) => !same(answer, expected[k]!));
    expectThat(wrong < 0, () => `call ${wrong} of ${batches.length} at once answers differently; queue the calls`);
  }),
  check('an answer outlives the next call', async (model, x) => {
    const answer = await model.logits(x);
    const before = copy(answer);
    await model.logits({ data: row(x, 0).slice(), shape: [1, ...x.shape.slice(1)] });
    await model.logits({ ...x, data: x.data.toReversed() });
    expectThat(same(before, answer), () => 'a later call wrote to an earlier answer; give each its own array');
  }),
  check('answers share no memory with their inputs', async (model, x) => {
    const own = copy(x);
    const answer = await model.logits(own);
    const before = copy(answer);
    own.data.fill(0);
    expectThat(
      same(before, answer),
      () => 'writing to the inputs of logits() changed its answer; give it its own array',
    );
  }),
  check('an empty batch has no logits, or is refused', async (model, x) => {
    const empty = { data: new Float64Array(0), shape: [0, ...x.shape.slice(1)] };
    const answer = await model.logits(empty).catch(() => null);
    if (answer) expectNumbers('the logits of no inputs', answer, [0, model.classes]);
  }),
  check('after dispose, logits are refused', async (model, x, release) => {
    if (!model.dispose) return;
    await model.logits(x);
    await release();
    await expectRefused('logits()', () => model.logits(x));
  }),
];
