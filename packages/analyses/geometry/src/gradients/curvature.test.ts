import { describe, expect, it } from '@jest/globals';
import { collectRows } from '@fragility/analysis/conformance';
import type { DifferentiableClassifier } from '@fragility/model';
import { referenceClassifier } from '@fragility/model';
import { normOf, row, rows, stack, type Row } from '@fragility/numerics';
import { vjp } from '@fragility/numerics/dense';
import { AFFINE, examplesOf, linearLayer, networkOf, problemOf, summaryOf, sweptRows } from '../testing/problem.js';
import { curvature } from './curvature.js';

const H = [
  [2, 1],
  [1, -3],
];
const times = (x: Row): Row => Float64Array.from(H, (own) => own[0]! * x[0]! + own[1]! * x[1]!);

/** f_0 = ½ xᵀHx + ⟨(1, 1), x⟩ + 9, f_1 = 0: the gradient is Hx + 1 and the Hessian H, everywhere. */
const quadratic: DifferentiableClassifier = {
  ...{ inputShape: [2], classes: 2, bounds: null, precision: 'float64' },
  logits: async (x) =>
    stack(
      rows(x).map((own) =>
        Float64Array.of(0.5 * (own[0]! * times(own)[0]! + own[1]! * times(own)[1]!) + own[0]! + own[1]! + 9, 0),
      ),
    ),
  vjp: async (x) => ({
    logits: await quadratic.logits(x),
    backward: async (c) => stack(rows(x).map((own, i) => times(own).map((value) => row(c, i)[0]! * (value + 1)))),
  }),
};

describe('curvature', () => {
  it.each([0.01, 1, 30])('is ‖Hz‖ on a quadratic function, whatever the step: %d', async (step) => {
    const points = [
      [1, 1],
      [1, -2],
    ];
    const given = { model: quadratic, examples: examplesOf(points, [0, 0]) };
    for (const [i, found] of (await collectRows(curvature, { step, unit: 'input' }, given)).entries()) {
      const gradient = times(Float64Array.from(points[i]!)).map((value) => value + 1);
      const z = gradient.map((value) => Math.sign(value) / Math.SQRT2);
      expect(found['curvature']).toBeCloseTo(normOf(times(z), 'l2'), 11);
      expect(found['relative_curvature']).toBeCloseTo((step * normOf(times(z), 'l2')) / normOf(gradient, 'l2'), 11);
      expect(found['step_length']).toBe(step);
    }
  });

  it('is 0 on affine networks, whose gradients are aligned', async () => {
    for (const found of await collectRows(curvature, {}, problemOf(AFFINE))) {
      expect(found['curvature']).toBe(0);
      expect(found['gradient_alignment']).toBeCloseTo(1, 14);
      expect(found['step_length']).toBeCloseTo(found['linear_distance'] as number, 14);
    }
  });

  it('has the Hessian of the cross-entropy of a linear network, p (1 − p) w wᵀ for two classes', async () => {
    const w = Float64Array.of(3, -4);
    const model = referenceClassifier([linearLayer([[...w], [0, 0]])]);
    const [found] = await collectRows(
      curvature,
      { loss: 'cross-entropy', step: 1e-6, unit: 'input' },
      { model, examples: examplesOf([[0.2, 0.1]], [0]) },
    );
    const p = 1 / (1 + Math.exp(-0.2));
    // ∇ℓ = −(1 − p) w, z = −sign(w)/√2, |⟨w, z⟩| = 7/√2.
    expect(found!['loss_gradient_norm']).toBeCloseTo((1 - p) * 5, 12);
    expect(found!['curvature']).toBeCloseTo((p * (1 - p) * 5 * 7) / Math.SQRT2, 5);
  });

  it('agrees with the definition on tanh, and its random points have length h on average', async () => {
    const layers = networkOf('tanh');
    const given = problemOf(layers, 8);
    const found = await collectRows(curvature, { step: 0.3, unit: 'input', samples: 3 }, given);
    found.forEach((own, i) => {
      const x = row(given.examples.inputs, i);
      const cotangent = new Float64Array(3);
      cotangent[own['label'] as number] = 1;
      cotangent[own['rival'] as number] = -1;
      const at = vjp(layers, x, cotangent);
      const z = at.map((value) => Math.sign(value) / Math.sqrt(5));
      const beside = vjp(
        layers,
        x.map((value, k) => value + 0.3 * z[k]!),
        cotangent,
      );
      expect(own['curvature']).toBeCloseTo(
        normOf(
          beside.map((value, k) => value - at[k]!),
          'l2',
        ) / 0.3,
        11,
      );
      expect(own['gradient_alignment']).toBeLessThan(1);
    });
    const seen: number[] = [];
    const spy: DifferentiableClassifier = {
      ...quadratic,
      vjp: async (x) => {
        seen.push(...x.data);
        return quadratic.vjp(x);
      },
    };
    await collectRows(
      curvature,
      { step: 2, unit: 'input', samples: 2000 },
      { model: spy, examples: examplesOf([[0, 0]], [0]) },
    );
    const squares = seen.slice(-4000).map((value) => value * value);
    expect(squares.reduce((a, b) => a + b, 0) / 2000).toBeCloseTo(4, 0);
    expect(Math.max(...squares)).toBeLessThanOrEqual(6);
  });

  it('does not depend on the batch that an example is in', async () => {
    const given = problemOf(networkOf('tanh'), 5);
    const all = await collectRows(curvature, {}, given);
    const last = {
      ...given,
      examples: {
        inputs: stack([row(given.examples.inputs, 4)]),
        labels: given.examples.labels.slice(4),
        ids: ['p-4'],
      },
    };
    expect(await collectRows(curvature, {}, last)).toEqual([all[4]]);
  });

  it('decides its claim both ways', async () => {
    const verdict = async (value: number): Promise<string> => {
      const rows = Array.from({ length: 30 }, (_, k) => {
        const measured = { id: 'x', margin: 1, relative_curvature: value + 0.01 * (k % 7) };
        return sweptRows([measured], { seed: k % 5 })[0]!;
      });
      return (await summaryOf(curvature, rows)).claims![0]!.verdict;
    };
    expect([await verdict(0.3), await verdict(2)]).toEqual(['holds', 'does not hold']);
  });
});
