import { describe, expect, it } from '@jest/globals';
import { runAnalysis, type AttackHandle, type SweptRow, type TableRow } from '@fragility/analysis';
import type { AttackRecord } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { normOf, predictedClass, random, row } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { compressionPrediction } from './index.js';

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

/** Answers the exact pairwise distance times `factor`, and fails for every `failing`-th example. */
const handle = (factor: number, failing = Infinity, changes: Partial<AttackHandle> = {}): AttackHandle => ({
  name: `times-${factor}`,
  norm: 'l2',
  goal: 'smallest',
  records: async () => [],
  async *attack(given, { targets } = {}) {
    for (let k = 0; k < given.ids.length; k++) {
      const [y, t] = [given.labels[k]!, targets![k]!];
      const logits = forward(layers, row(given.inputs, k));
      const normal = Float64Array.from({ length: D }, (_, c) => weight[y * D + c]! - weight[t * D + c]!);
      const exact = (logits[y]! - logits[t]!) / normOf(normal, 'l2');
      yield { success: (k + 1) % failing !== 0, distance: factor * exact, attack: `times-${factor}` } as AttackRecord;
    }
  },
  ...changes,
});

const collect = async (attacks: AttackHandle[], pairs = 50): Promise<TableRow[]> => {
  const rows: TableRow[] = [];
  const given = { model: referenceClassifier(layers), examples, attacks, random: random(1) };
  for await (const found of runAnalysis(compressionPrediction, { pairs }, given as never)) rows.push(found);
  return rows;
};
const swept = (rows: TableRow[]): SweptRow[] => rows.map((own) => ({ ...own, trial: 't', model: 'affine', seed: 0 }));

describe('compression-prediction', () => {
  it('predicts affine networks exactly, and leaves misclassified examples out', async () => {
    const rows = await collect([handle(1)]);
    expect(rows).toHaveLength(50);
    for (const { predicted, measured, i, j, path_residual } of rows) {
      expect(predicted).toBeCloseTo(measured as number, 10);
      expect([i, j]).not.toContain('e0');
      expect(path_residual).toBeLessThan(1e-10);
    }
    const { tables, headlines, figures } = compressionPrediction.summarise!(swept(rows), { pairs: 50 });
    expect(tables![0]!.rows[0]!['slope']).toBeCloseTo(1, 9);
    expect(tables![0]!.rows[0]!['r2']).toBeCloseTo(1, 9);
    expect(headlines![0]!.value).toContain('over 50 pairs');
    expect(figures!).toHaveLength(1);
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
    expect(compressionPrediction.summarise!(swept(rows), { pairs: 50 }).tables![0]!.rows[0]!['n']).toBe(25);
  });

  it('says what to add when no attack fits', async () => {
    const others = [handle(1, Infinity, { norm: 'linf' }), handle(1, Infinity, { goal: 'fixed-budget' })];
    await expect(collect(others)).rejects.toMatchObject({ code: 'compression-prediction/attacks' });
  });

  it('summarises nothing to nothing', () => {
    expect(compressionPrediction.summarise!([], { pairs: 1 })).toEqual({});
  });
});
