import { describe, expect, it } from '@jest/globals';
import { attack } from '@fragility/attack';
import { referenceClassifier } from '@fragility/model';
import {
  distance,
  nearestOnHyperplane,
  predictedClass,
  random,
  row,
  rows,
  type Bounds,
  type Norm,
} from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { pgd } from './index.js';

const D = 64;
const K = 10;
const COUNT = 12;

/** Random linear classifier of 10 classes with inputs of size `scale` that it classifies as labelled. */
function problem(norm: Norm, scale: number, bounded: boolean) {
  const stream = random(`pgd/${norm}/${scale}/${bounded}`);
  const bounds: Bounds = bounded ? [-scale, scale] : null;
  const layer: DenseLayer = {
    inputs: D,
    outputs: K,
    weight: Float64Array.from({ length: D * K }, () => stream.normal() / scale),
    bias: Float64Array.from({ length: K }, () => stream.normal()),
    activation: { kind: 'identity' },
  };
  const data = Float64Array.from({ length: COUNT * D }, () => scale * (2 * stream.uniform() - 1));
  const inputs = { data, shape: [COUNT, D] };
  const labels = Int32Array.from(rows(inputs), (x) => predictedClass(forward([layer], x)));
  const weightOf = (k: number): Float64Array => layer.weight.subarray(k * D, (k + 1) * D);
  /** Exact distance to the nearest other class. */
  const optimum = (i: number): number => {
    const label = labels[i]!;
    const reach = (j: number): number => {
      const normal = weightOf(label).map((v, k) => v - weightOf(j)[k]!);
      const offset = layer.bias[label]! - layer.bias[j]!;
      return nearestOnHyperplane({ normal, offset, from: row(inputs, i), norm, bounds })?.distance ?? Infinity;
    };
    return Math.min(...Array.from({ length: K }, (_, j) => (j === label ? Infinity : reach(j))));
  };
  return {
    model: referenceClassifier([layer], { bounds }),
    examples: { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) },
    optima: Float64Array.from(labels, (_, i) => optimum(i)),
  };
}

describe.each(['linf', 'l2', 'l1'] as const)('PGD by margin on linear models of 10 classes, %s', (norm) => {
  it.each([0.02, 1, 100].flatMap((scale) => [true, false].map((bounded) => [scale, bounded] as const)))(
    'fools exactly those whose optimum is below the budget; inputs of size %d, bounded %s',
    async (scale, bounded) => {
      const { model, examples, optima } = problem(norm, scale, bounded);
      const fooledAt = async (budget: number | Float64Array): Promise<number[]> => {
        const fooled: number[] = [];
        const params = { loss: 'margin', targets: K - 1 };
        for await (const record of attack(model, pgd, examples, { norm, budgets: [budget], params })) {
          if (!record.success) continue;
          const i = Number(record.id);
          fooled.push(i);
          const moved = distance(record.candidate!, row(examples.inputs, i), norm);
          expect(moved).toBeLessThanOrEqual(typeof budget === 'number' ? budget : budget[i]!);
        }
        return fooled;
      };
      expect(await fooledAt(optima.map((d) => 0.999 * d))).toEqual([]);
      expect(await fooledAt(optima.map((d) => 1.001 * d))).toHaveLength(COUNT);
      const median = Float64Array.from(optima).sort()[COUNT / 2]!;
      expect(await fooledAt(median * (1 + 1e-6))).toEqual([...optima.keys()].filter((i) => optima[i]! <= median));
    },
    30_000,
  );
});
