import { describe, expect, it } from '@jest/globals';
import { attack, type AttackRecord } from '@fragility/attack';
import { linearProblem } from '@fragility/attack/conformance';
import { referenceClassifier, type DenseClassifier } from '@fragility/model';
import { predictedClass, random, row, type Norm } from '@fragility/numerics';
import { activationPattern } from '@fragility/numerics/dense';
import { decisionPolytopes } from './decision.js';
import { linearRegions, qr } from './index.js';
import { nearestInPolytope } from '@fragility/numerics/polytope';

const NORMS: readonly Norm[] = ['linf', 'l2', 'l1'];

async function collect(
  model: DenseClassifier,
  data: Parameters<typeof attack>[2],
  norm: Norm,
  params: object = {},
): Promise<AttackRecord[]> {
  const records: AttackRecord[] = [];
  for await (const record of attack(model, qr, data, { norm, params })) records.push(record);
  return records;
}

describe('qr on linear models of ten classes', () => {
  it.each(NORMS)('is exact in %s, and says so when every class was tried', async (norm) => {
    for (const bounded of [false, true]) {
      const { model, examples, optimum } = linearProblem(1, bounded, 10);
      const [all, nearest] = [
        await collect(model as DenseClassifier, examples, norm),
        await collect(model as DenseClassifier, examples, norm, { targets: 1 }),
      ];
      all.forEach((record, i) => {
        if (!Number.isFinite(optimum(i, norm))) return;
        expect(Math.abs(record.distance / optimum(i, norm) - 1)).toBeLessThan(1e-9);
        expect(record.exact).toBe(true);
      });
      nearest.forEach((record, i) => {
        expect(record.exact ?? false).toBe(false);
        expect(record.distance).toBeGreaterThanOrEqual(all[i]!.distance);
      });
    }
  });
});

describe.each([qr, linearRegions])('$name with targets on linear models of ten classes', (definition) => {
  it.each(['l2', 'linf', 'l1'] as const)('is exact in %s for every target that can be reached', async (norm) => {
    for (const [scale, bounded] of [
      [0.02, true],
      [1, true],
      [1, false],
      [100, false],
    ] as const) {
      const { model, examples } = linearProblem(scale, bounded, 10);
      for (let shift = 1; shift < 10; shift += 2) {
        const targets = examples.labels.map((label) => (label + shift) % 10);
        let i = 0;
        for await (const record of attack(model, definition, examples, { norm, targets })) {
          const x = row(examples.inputs, i);
          const criterion = { label: examples.labels[i]!, target: targets[i]! };
          const { layers } = model as DenseClassifier;
          const halfspaces = decisionPolytopes(layers, activationPattern(layers, x), criterion)[0]!;
          const optimum = nearestInPolytope({ halfspaces, from: x, norm, bounds: model.bounds });
          i++;
          if (!optimum) continue;
          expect(record.distance).toBeGreaterThanOrEqual(optimum.bound * (1 - 1e-9));
          expect(record.distance).toBeLessThanOrEqual(optimum.bound * (1 + 1e-9));
          expect(record).toMatchObject({ success: true, exact: true, class: criterion.target });
        }
      }
    }
  });
});

describe('qr on float32 models whose bounds float32 cannot represent', () => {
  it.each(NORMS)('fools from inputs at the bounds, in %s', async (norm) => {
    const stream = random('bounds');
    const weight = Float64Array.from({ length: 24 }, () => stream.normal());
    const layer = {
      inputs: 8,
      outputs: 3,
      weight,
      bias: new Float64Array(3),
      activation: { kind: 'identity' },
    } as const;
    const [lower, upper] = [-0.42421296, 0.1];
    const exact = referenceClassifier([layer], { bounds: [lower, upper] });
    const values = Float64Array.from({ length: 160 }, () => [lower, upper, 0][Math.floor(3 * stream.uniform())]!);
    const inputs = { data: values, shape: [20, 8] };
    const logits = await exact.logits(inputs);
    const labels = Int32Array.from({ length: 20 }, (_, i) => predictedClass(row(logits, i)));
    const data = { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) };
    const expected = await collect(exact, data, norm);
    const found = await collect({ ...exact, precision: 'float32' }, data, norm);
    found.forEach(({ success, distance }, i) => {
      expect(success).toBe(expected[i]!.success);
      if (success) expect(Math.abs(distance / expected[i]!.distance - 1)).toBeLessThan(1e-3);
    });
    expect(found.filter(({ success }) => success).length).toBeGreaterThan(10);
  });
});
