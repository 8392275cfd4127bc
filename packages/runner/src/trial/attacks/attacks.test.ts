import { describe, expect, it } from '@jest/globals';
import type { AttackHandle } from '@fragility/analysis';
import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import type { ChosenAttack } from '../../plan/settings.js';
import { slide } from '../../testing/attacks.js';
import { withoutPoint } from '../../store/records.js';
import { handleOf, runAttack } from './attacks.js';

/** Three classes in the plane: left, right and, four times as steep, up. */
const layer = { inputs: 2, outputs: 3, weight: Float64Array.of(-1, 0, 1, 0, 0, 4), bias: new Float64Array(3) };
const model = referenceClassifier([{ ...layer, activation: { kind: 'identity' } }]);
const examples: Examples = {
  inputs: { data: Float64Array.of(-2, 0, 2, 0), shape: [2, 2] },
  labels: Int32Array.of(0, 1),
  ids: ['left', 'right'],
};
const chosen = { name: 'mine', definition: slide, params: {}, options: { norm: 'l2' } } as unknown as ChosenAttack;
const context = { seed: 1, signal: undefined };
/** The handle of an attack that was run on the examples. */
async function attacked(): Promise<AttackHandle> {
  const records = await runAttack(chosen, model, examples, context);
  const found = async function* () {
    yield* records.map(withoutPoint);
  };
  return handleOf(chosen, async () => model, found, context);
}
const collect = async <T>(records: AsyncIterable<T>): Promise<T[]> => {
  const found: T[] = [];
  for await (const record of records) found.push(record);
  return found;
};

describe('the handle of an attack', () => {
  it('has the records, without the points found', async () => {
    const handle = await attacked();
    const records = await collect(handle.records());
    expect(records.map(({ id, success }) => [id, success])).toEqual([
      ['left', true],
      ['right', true],
    ]);
    expect(records.some((record) => 'candidate' in record)).toBe(false);
  });

  it('attacks the boundary between two classes, whatever the others say', async () => {
    const handle = await attacked();
    const pair = await collect(handle.attack(examples, { classes: [1, 0] }));
    expect(pair.map(({ label, class: reached }) => [label, reached])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    for (const { distance } of pair) expect(distance).toBeCloseTo(2, 6);
    const all = await collect(handle.attack(examples));
    expect(all.map(({ class: reached }) => reached)).toEqual([2, 2]);
    for (const { distance } of all) expect(distance).toBeCloseTo(2 / Math.hypot(1, 4), 6);
  });

  it('names targets by the classes of the model', async () => {
    const handle = await attacked();
    const [record] = await collect(
      handle.attack({ ...examples, labels: Int32Array.of(0, 1) }, { classes: [0, 1], targets: [1, 0] }),
    );
    expect(record).toMatchObject({ label: 0, target: 1, class: 1, success: true });
  });

  it('refuses an example of another class', async () => {
    const handle = await attacked();
    await expect(collect(handle.attack(examples, { classes: [0, 2] }))).rejects.toMatchObject({ code: 'attack/label' });
  });
});
