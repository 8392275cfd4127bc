import { describe, expect, it } from '@jest/globals';
import { runAnalysis, type AttackHandle, type SweptRow, type YieldedRow } from '@fragility/analysis';
import { analysisChecks } from '@fragility/analysis/conformance';
import type { AttackRecord } from '@fragility/attack';
import { random } from '@fragility/numerics';
import { runChecks } from '@fragility/plugin';
import { gallery } from './gallery.js';

const examples = {
  inputs: { data: Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1), shape: [3, 2, 2] },
  labels: Int32Array.of(0, 1, 0),
  ids: ['a', 'b', 'c'],
};
const dataset = (bounds: readonly [number, number] | null = [0, 1]) =>
  ({ shape: [2, 2], classes: ['dark', 'light'], bounds, size: { train: 3, test: 0 } }) as never;

const record = (id: string, more: Partial<AttackRecord>): AttackRecord => ({
  ...{ id, attack: 'pgd', norm: 'linf', budget: 1, label: 0, outcome: 'fooled', success: true, skipped: false },
  ...{ distance: 0.5, class: 1, margin: -1, forwards: 1, backwards: 1 },
  candidate: Float64Array.of(0.5, 0, 0, -0.25),
  ...more,
});

const handle = (records: readonly AttackRecord[]): AttackHandle => ({
  ...{ name: 'mine', norm: 'linf', budgets: [1], targeted: false, goal: 'fixed-budget' },
  async *records() {
    yield* records;
  },
  attack: async function* (given) {
    const { ids } = given as typeof examples;
    yield* records.filter(({ id }) => ids.includes(id));
  },
});

const rowsOf = async (records: readonly AttackRecord[], bounds?: null): Promise<YieldedRow[]> => {
  const given = { dataset: dataset(bounds), examples, attacks: [handle(records)], random: random(1) } as never;
  const rows: YieldedRow[] = [];
  for await (const one of runAnalysis(gallery, { examples: 2 }, given)) rows.push(one);
  return rows;
};

describe('gallery', () => {
  it('keeps the contract of analyses', async () => {
    const given = (): object => ({ dataset: dataset(), examples, attacks: [handle([record('a', {})])] });
    const verdicts = await runChecks(analysisChecks(gallery, { params: {}, given }));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
  });

  it('shows of each example the nearest point, the perturbation grey at 0 and enlarged to its largest coordinate', async () => {
    const far = record('a', { distance: 0.9, candidate: Float64Array.of(1, 1, 1, 1) });
    const [only, ...none] = await rowsOf([far, record('a', {}), record('c', {})]);
    expect(none).toEqual([]);
    expect(only).toMatchObject({
      attack: 'mine',
      example: 'a',
      distance: 0.5,
      label_name: 'dark',
      class_name: 'light',
    });
    expect(only).toMatchObject({ magnification: 1, perturbation: { pixels: Uint8Array.of(255, 128, 128, 64) } });
    expect(only).toMatchObject({ original: { pixels: new Uint8Array(4) }, adversarial: { width: 2, height: 2 } });
  });

  it('leaves out what was not fooled, or misclassified before', async () => {
    expect(await rowsOf([record('a', { success: false }), record('b', { skipped: true })])).toEqual([]);
  });

  it('has no pictures where inputs have no range, and then no gallery', async () => {
    const [only] = await rowsOf([record('a', {})], null);
    expect(only).toMatchObject({ original: null, magnification: null });
    expect(
      await gallery.summarise!(
        [{ ...only, trial: 't', model: 'net', seed: 1 } as SweptRow],
        { examples: 2 },
        [],
        undefined as never,
      ),
    ).toEqual({});
  });

  it('tells classes, norm and distance beside the pictures', async () => {
    const [only] = await rowsOf([record('a', {})]);
    const pictures = Object.fromEntries(
      ['original', 'perturbation', 'adversarial'].map((name) => [name, { picture: `pictures/${name}.png` }]),
    );
    const swept = { ...only, ...pictures, trial: 't', model: 'net', seed: 1 } as SweptRow;
    const { galleries } = await gallery.summarise!([swept], { examples: 2 }, [], undefined as never);
    expect(galleries![0]!.exhibits).toEqual([
      {
        caption: 'mine on net, example a: dark becomes light at L∞ distance 0.500',
        pictures: [
          { label: 'dark', path: 'pictures/original.png' },
          { label: 'perturbation × 1.00', path: 'pictures/perturbation.png' },
          { label: 'light', path: 'pictures/adversarial.png' },
        ],
      },
    ]);
  });
});
