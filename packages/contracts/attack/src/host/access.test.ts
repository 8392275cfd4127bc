import { describe, expect, it } from '@jest/globals';
import { attackOf } from '../conformance/attack-of.js';
import { strictObject } from 'valibot';
import { attack, defineAttack, type Access } from '../index.js';
import { collect, minusOne, oneDimensional, problem } from '../testing/attacks.js';
import { accessOf, offers } from './access.js';

const QUERIES = ['decide', 'logits', 'gradient', 'gradients', 'layers'];

/** An example as JavaScript lets an attack treat it. */
interface Writable {
  readonly criterion: { label: number };
  readonly space: { distance(): number; readonly bounds: [number, number] };
}

/** What an example offers, as JavaScript sees it: names that are there, and the fields of a decision and of the best point. */
async function seen(requires: Access, prefers?: Access, model = oneDimensional()) {
  const found: { offered: string[]; decision: string[]; best: string[] }[] = [];
  const spy = defineAttack({
    name: 'spy',
    summary: 'looks around',
    reference: 'a test',
    norms: ['l2'],
    goal: 'smallest',
    requires,
    ...(prefers ? { prefers } : {}),
    params: strictObject({}),
    create: () => async (example) => {
      const decided = await example.decide(Float64Array.of(1));
      found.push({
        offered: QUERIES.filter((query) => query in example),
        decision: Object.keys(decided),
        best: Object.keys(example.best()!),
      });
    },
  });
  const records = await collect(attack(model, spy, minusOne, { norm: 'l2' }));
  expect(records).toMatchObject([{ success: true }]);
  return found[0];
}

describe('an example', () => {
  it.each<[Access, number]>([
    ['decision', 1],
    ['scores', 2],
    ['gradient', 4],
    ['dense', 5],
  ])('of an attack that requires %s offers that and no more', async (requires, count) => {
    const { offered, decision, best } = (await seen(requires))!;
    expect(offered).toEqual(QUERIES.slice(0, count));
    expect(decision).toEqual(['class', 'fooled']);
    expect(best).toEqual(['x', 'distance']);
  });

  it('offers what the attack prefers where the model does', async () => {
    expect((await seen('gradient', 'dense'))!.offered).toEqual(QUERIES);
    const plain = Object.fromEntries(Object.entries(oneDimensional()).filter(([key]) => key !== 'layers'));
    expect((await seen('gradient', 'dense', plain as never))!.offered).toEqual(QUERIES.slice(0, 4));
  });

  it.each([true, false])('shows the model, without what answers, to attacks that read it: %s', async (reads) => {
    const looking = attackOf('decision', async ({ model, decide }) => {
      found = model;
      await decide(Float64Array.of(1));
    });
    let found: object | undefined;
    const reader = { ...looking, ...(reads ? { reads: 'model' as const } : {}) };
    await collect(attack(oneDimensional(), reader, minusOne, { norm: 'l2' }));
    if (!reads) return expect(found).toBeUndefined();
    expect(found).toMatchObject({ classes: 2, layers: expect.anything() });
    for (const answering of ['logits', 'vjp', 'head', 'dispose']) expect(found).toHaveProperty(answering, undefined);
  });

  it('is handed over without the host behind it', async () => {
    const receivers: unknown[] = [];
    const method = attackOf('decision', async function (this: unknown, { decide }) {
      receivers.push(this);
      await decide(Float64Array.of(1));
    });
    await collect(attack(oneDimensional(), method, minusOne, { norm: 'l2' }));
    expect(receivers).toEqual([undefined]);
  });

  it.each<[string, (example: Writable) => void]>([
    ['what counts as success', ({ criterion }) => (criterion.label = 1)],
    ['the distance', ({ space }) => (space.distance = () => 0)],
    ['the bounds', ({ space }) => (space.bounds[1] = 9)],
  ])('does not let an attack write to %s', async (_, write) => {
    const cheating = attackOf('decision', async (example) => {
      write(example as never);
      await example.decide(Float64Array.of(1));
    });
    await expect(
      collect(attack(oneDimensional('float64', [-1, 1]), cheating, minusOne, { norm: 'l2' })),
    ).rejects.toMatchObject({ code: 'attack/failed', cause: { name: 'TypeError' } });
  });

  it('has a shape of its own', async () => {
    const model = oneDimensional();
    const writing = attackOf('decision', async ({ shape, decide }) => {
      (shape as number[])[0] = 9;
      await decide(Float64Array.of(1));
    });
    expect(await collect(attack(model, writing, minusOne, { norm: 'l2' }))).toMatchObject([{ success: true }]);
    expect(model.inputShape).toEqual([1]);
  });

  it('has a best point that the attack may write to', async () => {
    const writing = attackOf('decision', async ({ best, decide }) => {
      await decide(Float64Array.of(1));
      best()!.x.fill(-0.5);
    });
    const [record] = await collect(attack(oneDimensional(), writing, minusOne, { norm: 'l2' }));
    expect(record).toMatchObject({ success: true, distance: 2 });
    expect([...record!.candidate!]).toEqual([1]);
  });
});

it.each(['constructor', '__proto__', 'everything'])('there is no access %s', async (requires) => {
  expect(offers(problem.model, requires as Access)).toBe(false);
  const strange = { ...(await import('../testing/attacks.js')).steps, requires } as never;
  await expect(
    collect(attack(problem.model, strange, problem.examples, { norm: 'l2', budgets: [1] })),
  ).rejects.toMatchObject({ code: 'attack/access' });
});

it('an attack sees what it requires where it prefers nothing', () => {
  expect(accessOf({ requires: 'scores' } as never, problem.model)).toBe('scores');
});
