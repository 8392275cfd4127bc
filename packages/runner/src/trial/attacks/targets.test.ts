import { describe, expect, it } from '@jest/globals';
import type { AttackRecord } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import type { Targeted } from '../../config/schema.js';
import type { ChosenAttack } from '../../plan/settings.js';
import { slide } from '../../testing/attacks.js';
import { handleOf, runAttack } from './attacks.js';
import { targetsOf } from './targets.js';

/** Three classes in the plane: left, right and up. */
const layer = { inputs: 2, outputs: 3, weight: Float64Array.of(-1, 0, 1, 0, 0, 4), bias: new Float64Array(3) };
const model = referenceClassifier([{ ...layer, activation: { kind: 'identity' } }]);
const examples: Examples = {
  inputs: { data: Float64Array.of(-2, 0, 2, 0, -3, 0, 0, 5, -1, -1), shape: [5, 2] },
  labels: Int32Array.of(0, 1, 0, 2, 0),
  ids: ['left', 'right', 'farther', 'up', 'below'],
};
const part = (...rows: number[]): Examples => ({
  inputs: {
    data: Float64Array.from(rows.flatMap((i) => [...examples.inputs.data.subarray(2 * i, 2 * i + 2)])),
    shape: [rows.length, 2],
  },
  labels: Int32Array.from(rows, (i) => examples.labels[i]!),
  ids: rows.map((i) => examples.ids[i]!),
});
const kept: AttackRecord[] = [];
const choose = (targeted: Targeted): ChosenAttack =>
  ({ name: 'mine', definition: slide, params: {}, options: { norm: 'l2', criterion: { targeted } } }) as never;
async function run(targeted: Targeted, seed = 1) {
  kept.length = 0;
  const chunks = (async function* () {
    yield part(0, 1);
    yield part(2);
    yield part(3, 4);
  })();
  const keep = (own: readonly AttackRecord[]): void => void kept.push(...own);
  return runAttack(choose(targeted), model, chunks, { seed, signal: undefined, keep });
}
const aims = async (targeted: Targeted, seed = 1): Promise<unknown[]> =>
  (await run(targeted, seed)).map(({ id, target }) => [id, target]);

describe('targets', () => {
  it('are the next class, the least likely one, or a class', async () => {
    expect(await targetsOf('next', model, examples, 1)).toEqual([1, 2, 1, 0, 1]);
    expect(await targetsOf('least-likely', model, examples, 1)).toEqual([1, 0, 1, 0, 2]);
    expect(await targetsOf(2, model, examples, 1)).toEqual([2, 2, 2, 2, 2]);
  });

  it('are never the own class of an example whose logit is the least', async () => {
    const wrong = { ...examples, labels: Int32Array.of(1, 0, 1, 0, 2) };
    expect(await targetsOf('least-likely', model, wrong, 1)).toEqual([2, 2, 2, 1, 1]);
  });

  it('at random are uniform on the others, by seed and id alone', async () => {
    const many = 6000;
    const ids = Array.from({ length: many }, (_, i) => `e${i}`);
    const labels = Int32Array.from(ids, (_, i) => i % 3);
    const data = { inputs: { data: new Float64Array(2 * many), shape: [many, 2] }, labels, ids };
    const found = await targetsOf('random', model, data, 7);
    const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0];
    found.forEach((target, i) => counts[3 * labels[i]! + target]!++);
    for (const own of [0, 4, 8]) expect(counts[own]).toBe(0);
    for (const other of [1, 2, 3, 5, 6, 7]) expect(Math.abs(counts[other]! - 1000)).toBeLessThan(4 * Math.sqrt(500));
    const one = {
      ...data,
      inputs: { data: new Float64Array(2), shape: [1, 2] },
      labels: labels.slice(5, 6),
      ids: ['e5'],
    };
    expect(await targetsOf('random', model, one, 7)).toEqual([found[5]]);
    expect(await targetsOf('random', model, data, 8)).not.toEqual(found);
  });

  it('are refused where the model has no such class', async () => {
    await expect(run(3)).rejects.toMatchObject({ code: 'attack/target', kind: 'input' });
  });
});

describe('a targeted attack of a config', () => {
  it('leads every example to its target, beyond another class that is nearer', async () => {
    const records = await run('next');
    expect(records.map(({ id, target, class: reached, success }) => [id, target, reached, success])).toEqual([
      ['left', 1, 1, true],
      ['right', 2, 2, true],
      ['farther', 1, 1, true],
      ['up', 0, 0, true],
      ['below', 1, 1, true],
    ]);
  });

  it('leaves out examples of the class, each with a record in its place', async () => {
    const records = await run(0);
    expect(records.map(({ id, outcome, target, code }) => [id, outcome, target, code])).toEqual([
      ['left', 'skipped', 0, 'attack/own-class'],
      ['right', 'fooled', 0, undefined],
      ['farther', 'skipped', 0, 'attack/own-class'],
      ['up', 'fooled', 0, undefined],
      ['below', 'skipped', 0, 'attack/own-class'],
    ]);
    expect(records[0]).toMatchObject({ success: false, distance: Infinity, reason: 'of class 0, which is the target' });
    expect(kept.map(({ id }) => id).sort()).toEqual([...examples.ids].sort());
  });

  it('draws the same targets for the same seed', async () => {
    expect(await aims('random', 3)).toEqual(await aims('random', 3));
  });

  it('takes the targets that an analysis gives, and the other one of two classes', async () => {
    const handle = handleOf(
      choose(2),
      async () => model,
      async function* () {},
      { seed: 1, signal: undefined },
    );
    const collect = async (all: AsyncIterable<AttackRecord>): Promise<unknown[]> => {
      const found: unknown[] = [];
      for await (const { target, class: reached } of all) found.push([target, reached]);
      return found;
    };
    expect(await collect(handle.attack(part(0, 1)))).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(await collect(handle.attack(part(0, 1), { targets: [1, 0] }))).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(await collect(handle.attack(part(0, 1), { classes: [1, 0] }))).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });
});
