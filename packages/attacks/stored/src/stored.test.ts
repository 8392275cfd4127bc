import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { attack, type AttackOptions, type AttackRecord } from '@fragility/attack';
import { linearProblem } from '@fragility/attack/conformance';
import { writeNpy } from '@fragility/dataset/files';
import { row } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { stored } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'stored-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { model, examples, optimum } = linearProblem(2, false, 2);
const { inputs, ids } = examples;
const size = inputs.shape[1]!;
const [n] = inputs.shape as [number];

/** The point of an example that is `factor` times as far as the boundary, as the exact attack would find it. */
const found = new Map<string, Float64Array>();
const input = (k: number): Float64Array => row(inputs, k);

async function collect(
  options: Partial<AttackOptions> = {},
  data: typeof examples = examples,
): Promise<AttackRecord[]> {
  const records: AttackRecord[] = [];
  const asked = { norm: 'l2', folder, params: { points: 'points.npy' }, ...options } as AttackOptions;
  for await (const record of attack(model, stored, data, asked)) records.push(record);
  return records;
}

/** Steps along the gradient of the margin, `factor` times as far as needed. */
async function pointOf(k: number, factor: number): Promise<Float64Array> {
  const x = input(k);
  const label = examples.labels[k]!;
  const key = `${k}`;
  if (!found.has(key)) {
    const batch = { data: x, shape: [1, size] };
    const { logits, backward } = await model.vjp(batch);
    const other = label === 0 ? 1 : 0;
    const cotangent = new Float64Array(logits.data.length);
    cotangent[label] = 1;
    cotangent[other] = -1;
    const { data: g } = await backward({ data: cotangent, shape: logits.shape });
    const length = Math.hypot(...g);
    found.set(
      key,
      g.map((value) => -value / length),
    );
  }
  return x.map((value, i) => value + factor * optimum(k, 'l2') * found.get(key)![i]!);
}

async function save(factors: readonly (number | Float64Array)[], name = 'points.npy'): Promise<void> {
  const rows = await Promise.all(
    factors.map((factor, k) => (typeof factor === 'number' ? pointOf(k % n, factor) : factor)),
  );
  const data = Float64Array.from(rows.flatMap((one) => [...one]));
  writeFileSync(join(folder, name), writeNpy(data, [rows.length, size], 'float64'));
}

const fill = (factor: number): number[] => Array.from({ length: n }, () => factor);

describe('stored', () => {
  it('is a plugin', async () => {
    expect((await runChecks(pluginChecks(plugin))).filter(({ passed }) => !passed)).toEqual([]);
  });

  it('takes points at their word where a forward pass does, with their own distances', async () => {
    await save(fill(1.001));
    const records = await collect();
    expect(records.map(({ outcome }) => outcome)).toEqual(fill(0).map(() => 'fooled'));
    records.forEach(({ distance, warnings }, k) => {
      expect(distance / optimum(k, 'l2')).toBeCloseTo(1.001, 9);
      expect(warnings).toBeUndefined();
    });
  });

  it('counts what is no success as a false claim, and an unchanged input as none', async () => {
    await save([0.9, input(1), 1.5, input(3).map(() => NaN), ...fill(1.001).slice(4)]);
    const budgets = [1.2 * Math.max(...ids.map((_, k) => optimum(k, 'l2')))];
    const records = await collect({ budgets: [...budgets] });
    expect(records[0]).toMatchObject({ success: false, warnings: ['a point given is not misclassified'] });
    expect(records[1]).toMatchObject({ success: false, reason: 'no point is given' });
    expect(records[1]!.warnings).toBeUndefined();
    expect(records[3]).toMatchObject({ success: false, warnings: ['a point given has values that are no numbers'] });
    expect(records.slice(4).every(({ success }) => success)).toBe(true);
  });

  it('holds points to the budget, up to the rounding of another tool', async () => {
    await save(fill(1.5));
    const exactly = ids.map((_, k) => 1.5 * optimum(k, 'l2'));
    const at = async (share: number): Promise<AttackRecord[]> =>
      collect({ budgets: [Float64Array.from(exactly, (distance) => distance * share)] });
    for (const { success } of await at(1 - 1e-7)) expect(success).toBe(true);
    for (const { success, distance, budget } of await at(1 - 1e-7))
      expect([success, distance <= budget!]).toEqual([true, true]);
    for (const record of await at(0.99))
      expect(record).toMatchObject({
        success: false,
        reason: 'fooled only outside the budget',
        warnings: ['a point given lies outside of the budget or the bounds'],
      });
  });

  it('goes by a table of ids, of which an example may have several lines or none, the nearest counting', async () => {
    const order = [3, 0, 3];
    const rows = [await pointOf(3, 2), await pointOf(0, 1.1), await pointOf(3, 1.2)];
    await save(rows);
    writeFileSync(join(folder, 'ids.csv'), `\ufeffattack,id\r\n${order.map((k) => `x,${ids[k]}\r\n`).join('')}`);
    const records = await collect({ params: { points: 'points.npy', ids: 'ids.csv' } });
    expect(records.map(({ success }) => success)).toEqual(ids.map((_, k) => k === 0 || k === 3));
    expect(records[0]!.distance / optimum(0, 'l2')).toBeCloseTo(1.1, 9);
    expect(records[3]!.distance / optimum(3, 'l2')).toBeCloseTo(1.2, 9);
  });

  it('knows the places of some examples of many', async () => {
    await save(fill(1.001));
    const some = {
      ...examples,
      inputs: { data: Float64Array.from([...input(4), ...input(2)]), shape: [2, size] },
      labels: Int32Array.of(examples.labels[4]!, examples.labels[2]!),
      ids: [ids[4]!, ids[2]!],
    };
    const budgets = [Float64Array.from([4, 2], (k) => 1.01 * optimum(k, 'l2'))];
    const position = (id: string): number => ids.indexOf(id);
    expect((await collect({ position, budgets }, some)).map(({ success }) => success)).toEqual([true, true]);
    expect((await collect({ budgets }, some)).map(({ success }) => success)).toEqual([false, false]);
    await expect(collect({ position: () => undefined }, some)).rejects.toMatchObject({
      code: 'stored/order',
      remedy: 'set ids',
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['no file', { points: 'none.npy' }, 'stored/npy'],
    ['no table', { points: 'points.npy', ids: 'none.csv' }, 'stored/ids'],
    ['a table of other points', { points: 'points.npy', ids: 'short.csv' }, 'stored/ids'],
    ['a table without ids', { points: 'points.npy', ids: 'other.csv' }, 'stored/ids'],
  ])('refuses %s before any work', async (_, params, code) => {
    await save(fill(1));
    writeFileSync(join(folder, 'short.csv'), 'id\na\n');
    writeFileSync(join(folder, 'other.csv'), 'name\na\n');
    await expect(stored.check!(params, { folder })).rejects.toMatchObject({ code, kind: 'input' });
  });

  it('refuses points of another shape', async () => {
    writeFileSync(join(folder, 'other.npy'), writeNpy(new Float64Array(2 * n), [n, 2], 'float32'));
    await expect(collect({ params: { points: 'other.npy' } })).rejects.toMatchObject({ code: 'stored/shape' });
  });
});
