import { expect, it } from '@jest/globals';
import { collect, recordQueries } from '@fragility/attack/conformance';
import { distance, type Row } from '@fragility/numerics';
import { fab, fabT } from '../index.js';
import { ball, insider } from '../testing/ball.js';
import { problem } from '../testing/problem.js';

/** The points at which the attack asked for gradients. */
async function asked(attack: typeof fab | typeof fabT, restarts: number, seed: number): Promise<Row[]> {
  const { model, gradientsAt } = recordQueries(ball);
  await collect(model, attack, insider, { norm: 'l2', params: { steps: 10, restarts }, seed });
  return gradientsAt;
}

it.each([fab, fabT])(
  'restarts half as far as the best point found, in a direction that depends on the seed',
  async (attack) => {
    const [record] = await collect(ball, attack, insider, { norm: 'l2', params: { steps: 10 } });
    const points = await asked(attack, 3, 1);
    expect(points).toHaveLength(30);
    expect(distance(points[10]!, insider.inputs.data, 'l2')).toBeCloseTo(record!.distance / 2, 12);
    expect(points[10]).not.toEqual(points[20]);
    const [same, other] = [await asked(attack, 2, 1), await asked(attack, 2, 2)];
    expect(same).toEqual(points.slice(0, 20));
    expect(other.slice(0, 10)).toEqual(points.slice(0, 10));
    expect(other[10]).not.toEqual(points[10]);
  },
);

it('aims at one class per run: one gradient per step and target', async () => {
  const { model, examples } = problem(1, true, 10, 4);
  const targets = examples.labels.map((label) => (label + 1) % 10);
  for (const { backwards } of await collect(model, fabT, examples, { norm: 'l2', params: { steps: 10, targets: 3 } }))
    expect(backwards).toBe(30);
  for (const { backwards } of await collect(model, fabT, examples, { norm: 'l2', params: { steps: 10 }, targets }))
    expect(backwards).toBe(10);
});
