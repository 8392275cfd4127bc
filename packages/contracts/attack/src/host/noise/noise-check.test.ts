import { expect, it } from '@jest/globals';
import type { Classifier } from '@fragility/model';
import { rows, stack, type Batch, type Row } from '@fragility/numerics';
import { attack, type AttackRecord } from '../../index.js';
import { collect, counting, only, points } from '../../testing/attacks.js';
import { magnitude } from './bends.js';
import { createNoiseCheck } from './noise-check.js';

const { fround } = Math;

/** f(x) = (−g, g) with g = ∛x: each decade of inputs has logits of its own size. */
const answer = ([x]: Row): Row => {
  const g = fround(Math.cbrt(x!));
  return Float64Array.of(-g, g);
};
const model: Classifier = {
  inputShape: [1],
  classes: 2,
  bounds: null,
  precision: 'float32',
  logits: async (x: Batch) => stack(rows(x).map(answer), [2]),
};
const sizes = [1e-3, 1, 1e3, 900, 0.9e-3];
const halving = points(([x]) => Array.from({ length: 40 }, (_, k) => Float64Array.of(-x! * 2 ** -k)));
const run = (order: readonly number[]): Promise<AttackRecord[]> =>
  collect(
    attack(
      model,
      halving,
      {
        inputs: stack(
          order.map((size) => Float64Array.of(fround(-size))),
          [1],
        ),
        labels: new Int32Array(order.length),
        ids: order.map(String),
      },
      { norm: 'l2' },
    ),
  );

it('does not depend on the sizes of the examples that are attacked together', async () => {
  const together = await run(sizes);
  const reversed = (await run([...sizes].reverse())).reverse();
  const alone = (await Promise.all(sizes.map((size) => run([size])))).flat();
  expect(reversed).toEqual(together);
  expect(alone).toEqual(together);
  expect(together.every(({ success }) => success)).toBe(true);
});

it('asks the model about one reference for each size of inputs, a power of two, and of points where the input is zero', async () => {
  const asked: number[] = [];
  const watched = { ...model, logits: (x: Batch) => (asked.push(magnitude(x.data)), model.logits(x)) };
  const { meter } = createNoiseCheck(watched);
  const at = (size: number, x: number) => meter({ scale: 1, size }, Float64Array.of(x));
  const [first] = [await at(3, 1), asked.length];
  const once = asked.length;
  expect(await at(4, 100)).toBe(first);
  expect(await at(2.1, 0)).toBe(first);
  expect(await at(0, 3)).toBe(first);
  expect(asked).toHaveLength(once);
  expect(await at(5, 1)).not.toBe(first);
  expect(await at(0, 1e-9)).not.toBe(first);
  expect(asked.length).toBe(3 * once);
  expect(Math.min(...asked)).toBeLessThan(1e-8);
  expect(Math.max(...asked)).toBeLessThan(9);
});

it('has none of labels, and asks nothing more about them', async () => {
  const labels = counting<Classifier>({
    ...model,
    decisionOnly: true,
    logits: async (x: Batch) =>
      stack(
        rows(x).map(([v]) => Float64Array.of(v! > 0 ? 0 : 1, v! > 0 ? 1 : 0)),
        [2],
      ),
  });
  const record = await only(
    points(() => [Float64Array.of(1e-30)]),
    {},
    labels,
  );
  expect(record).toMatchObject({ success: true, noise: 0, margin: -1 });
  const [clean, asked, confirmed] = [1, 1, 1];
  expect(labels.batches.reduce((a, b) => a + b)).toBe(clean + asked + confirmed);
});
