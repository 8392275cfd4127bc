import { beforeEach, describe, expect, it } from '@jest/globals';
import { runAnalysis, type AttackHandle, type Picture, type SweptRow, type YieldedRow } from '@fragility/analysis';
import type { AttackRecord } from '@fragility/attack';
import type { Dataset, Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { distance, normOf, predictedClass, random, row } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { compressionPrediction } from '../index.js';
import { summarisePrediction } from './prediction-summary.js';

const D = 6;
const stream = random('prediction');
const weight = Float64Array.from({ length: 3 * D }, () => stream.normal());
const layers: DenseLayer[] = [
  { inputs: D, outputs: 3, weight, bias: new Float64Array(3), activation: { kind: 'identity' } },
];
const data = Float64Array.from({ length: 30 * D }, () => stream.normal());
const inputs = { data, shape: [30, D] };
const labels = Int32Array.from({ length: 30 }, (_, i) => predictedClass(forward(layers, row(inputs, i))));
labels[0] = (labels[0]! + 1) % 3;
const examples: Examples = { inputs, labels, ids: Array.from(labels, (_, i) => `e${i}`) };

let attempts = 0;
beforeEach(() => void (attempts = 0));
/** Answers the exact pairwise distance times `factor`, and fails for every `failing`-th example. */
const handle = (factor: number, failing = Infinity, changes: Partial<AttackHandle> = {}): AttackHandle => ({
  name: `times-${factor}`,
  norm: 'l2',
  goal: 'smallest',
  budgets: null,
  targeted: false,
  records: async function* () {},
  async *attack(data, { classes } = {}) {
    const given = data as Examples;
    const [y, t] = classes as [number, number];
    for (let k = 0; k < given.ids.length; k++) {
      expect(given.labels[k]).toBe(y);
      const x = row(given.inputs, k);
      const logits = forward(layers, x);
      const normal = Float64Array.from({ length: D }, (_, c) => weight[y * D + c]! - weight[t * D + c]!);
      const size = normOf(normal, 'l2');
      const distance = (factor * (logits[y]! - logits[t]!)) / size;
      const candidate = x.map((v, c) => v - (distance * normal[c]!) / size);
      yield { success: ++attempts % failing !== 0, distance, candidate, attack: 'pgd' } as AttackRecord;
    }
  },
  ...changes,
});

const dataset: Partial<Dataset> = { shape: [D], classes: ['cat', 'dog', 'bee'], bounds: null };
const collect = async (attacks: AttackHandle[], params: object = {}, change: object = {}): Promise<YieldedRow[]> => {
  const rows: YieldedRow[] = [];
  const given = { model: referenceClassifier(layers), dataset, examples, attacks, random: random(1), ...change };
  for await (const found of runAnalysis(compressionPrediction, { pairs: 50, ...params }, given as never))
    rows.push(found);
  return rows;
};
/** Rows as they are stored. */
const swept = (rows: YieldedRow[]): SweptRow[] =>
  rows.map((own, k) => {
    const cells = Object.entries(own).map(([name, cell]) => [
      name,
      typeof cell === 'object' && cell ? { picture: `pictures/${k}-${name}.png` } : cell,
    ]);
    return { ...Object.fromEntries(cells), trial: 't', model: 'affine', seed: 0 } as SweptRow;
  });

describe('compression-prediction', () => {
  it('predicts affine networks exactly, and leaves misclassified examples out', async () => {
    const rows = await collect([handle(1)]);
    expect(rows).toHaveLength(50);
    for (const { predicted, measured, i, j, path_residual } of rows) {
      expect(predicted).toBeCloseTo(measured as number, 10);
      expect([i, j]).not.toContain('e0');
      expect(path_residual).toBeLessThan(1e-10);
    }
    const { tables, headlines, figures } = summarisePrediction(swept(rows));
    expect(tables![0]!.rows[0]!['slope']).toBeCloseTo(1, 9);
    expect(tables![0]!.rows[0]!['r2']).toBeCloseTo(1, 9);
    expect(headlines![0]!.value).toContain('over 50 pairs');
    expect(figures!).toHaveLength(1);
  });

  it('pairs every example with its nearest of another class, where asked', async () => {
    const rows = await collect([handle(1)], { against: 'nearest' });
    expect(new Set(rows.map(({ i }) => i)).size).toBe(rows.length);
    for (const { i, j } of rows) {
      const at = (id: unknown): number => examples.ids.indexOf(id as string);
      const far = (k: number): number => distance(row(examples.inputs, at(i)), row(examples.inputs, k), 'l2');
      const others = examples.ids.flatMap((id, k) =>
        id === 'e0' || examples.labels[k] === examples.labels[at(i)] ? [] : [far(k)],
      );
      expect(far(at(j))).toBe(Math.min(...others));
    }
  });

  it('takes the smallest over all attacks, and says who found it', async () => {
    const rows = await collect([handle(2), handle(1.5, 3), handle(3)]);
    expect(new Set(rows.map(({ attack }) => attack))).toEqual(new Set(['times-1.5', 'times-2']));
    for (const { measured, predicted, attack } of rows) {
      expect((measured as number) / (predicted as number)).toBeCloseTo(attack === 'times-2' ? 2 : 1.5, 9);
    }
  });

  it('shows pairs that no attack broke as empty, and fits the others', async () => {
    const rows = await collect([handle(1, 2)]);
    expect(rows.filter(({ measured }) => measured === null)).toHaveLength(25);
    expect(summarisePrediction(swept(rows)).tables![0]!.rows[0]!['n']).toBe(25);
  });

  it('draws the first pairs where inputs are images in a range', async () => {
    const images = { dataset: { ...dataset, shape: [3, 2], bounds: [-4, 4] } };
    const rows = await collect([handle(1)], { pictures: 3 }, images);
    expect(rows.map(({ adversarial }) => adversarial !== null).filter(Boolean)).toHaveLength(3);
    const { i, original, other, perturbation, adversarial, magnification, label_name, target_name } = rows[0]!;
    const x = row(inputs, Number(String(i).slice(1)));
    const grey = (value: number): number => Math.max(0, Math.min(255, Math.round((255 * (value + 4)) / 8)));
    expect([...(original as Picture).pixels]).toEqual([...x].map(grey));
    const change = [...(perturbation as Picture).pixels].map((pixel) => (pixel - 127.5) / 127.5);
    expect(Math.max(...change.map(Math.abs))).toBe(1);
    [...(adversarial as Picture).pixels].forEach((pixel, c) => {
      const moved = x[c]! + (4 * change[c]!) / (magnification as number);
      if (Math.abs(moved) < 4) expect(Math.abs(pixel - grey(moved))).toBeLessThanOrEqual(1);
    });
    expect(other).toMatchObject({ width: 2, height: 3, channels: 1 });
    const { galleries } = summarisePrediction(swept(rows));
    expect(galleries![0]!.exhibits).toHaveLength(3);
    const [exhibit] = galleries![0]!.exhibits;
    expect(exhibit!.pictures.map(({ label }) => label)).toEqual([
      `i: ${label_name as string}`,
      expect.stringMatching(/^perturbation × [\d.]+$/),
      `${target_name as string} above ${label_name as string}`,
      `j: ${target_name as string}`,
    ]);
    expect(exhibit!.pictures[2]!.path).toBe('pictures/0-adversarial.png');
  });

  it.each([
    ['vectors', { shape: [D], bounds: [-4, 4] }],
    ['unbounded', { shape: [3, 2], bounds: null }],
  ])('draws nothing where inputs are %s', async (_, change) => {
    const rows = await collect([handle(1)], {}, { dataset: { ...dataset, ...change } });
    expect(rows.some(({ original }) => original !== null)).toBe(false);
    expect(summarisePrediction(swept(rows)).galleries).toEqual([]);
  });

  it('says how far it is', async () => {
    const shares: number[] = [];
    await collect([handle(1)], {}, { progress: (done: number) => shares.push(done) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect([shares[0], shares.length]).toEqual([0, 100]);
  });

  it('says what to add when no attack fits', async () => {
    const others = [handle(1, Infinity, { norm: 'linf' }), handle(1, Infinity, { goal: 'fixed-budget' })];
    await expect(collect(others)).rejects.toMatchObject({ code: 'compression-prediction/attacks' });
  });

  it('summarises nothing to nothing', () => {
    expect(summarisePrediction([])).toEqual({});
  });
});
