import { expect, it } from '@jest/globals';
import type { Classifier } from '@fragility/model';
import { attackOf } from '../conformance/attack-of.js';
import { attack } from '../index.js';

const COUNT = 12;
const model: Classifier = {
  inputShape: [1],
  classes: 2,
  bounds: null,
  precision: 'float64',
  logits: async ({ shape: [n = 0] }) => ({
    data: Float64Array.from({ length: 2 * n }, (_, k) => 1 - (k % 2)),
    shape: [n, 2],
  }),
};
const data = {
  inputs: { data: Float64Array.from({ length: COUNT }, (_, i) => i), shape: [COUNT, 1] },
  labels: new Int32Array(COUNT),
  ids: Array.from({ length: COUNT }, (_, i) => `${i}`),
};
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

it.each([0, 1, 3, 6])('is told of every example once, where its reader takes %i ms for a record', async (slow) => {
  const last = attackOf('decision', async ({ input }) => void (await pause(input[0]! === COUNT - 1 ? 2 : 0)));
  const told: [number, string][] = [];
  const progress = (count: number, [record]: readonly { id: string }[]): void => void told.push([count, record!.id]);
  const read: string[] = [];
  for await (const { id } of attack(model, last, data, { norm: 'l2', progress })) {
    read.push(id);
    await pause(slow);
  }
  expect(read).toEqual(data.ids);
  expect(told.map(([count]) => count)).toEqual(data.ids.map((_, i) => i + 1));
  expect(told.map(([, id]) => id).sort()).toEqual([...data.ids].sort());
});
