import { describe, expect, it } from '@jest/globals';
import type { DifferentiableClassifier } from '@fragility/model';
import { distance, row } from '@fragility/numerics';
import { fmn } from './index.js';
import { ball, insiders, toSphere } from './testing/ball.js';
import { collect } from './testing/problem.js';

const first = {
  inputs: { data: row(insiders.inputs, 0), shape: [1, 16] },
  labels: insiders.labels.slice(0, 1),
  ids: ['0'],
};

describe.each(['linf', 'l2', 'l1'] as const)('fmn, %s', (norm) => {
  it('projects onto its ball: once fooled, no point lies farther than the boundary and what the radius may grow', async () => {
    const far: number[] = [];
    const watched: DifferentiableClassifier = {
      ...ball,
      vjp: (x) => {
        far.push(distance(row(x, 0), first.inputs.data, norm));
        return ball.vjp(x);
      },
    };
    await collect(watched, fmn, first, { norm, params: { steps: 100, step: 10 } });
    const exact = toSphere(first.inputs.data, norm);
    const fooled = far.findIndex((length) => length > exact);
    expect(fooled).toBeGreaterThan(0);
    const later = far.slice(fooled + 3);
    expect(Math.max(...later)).toBeLessThanOrEqual(1.06 * Math.max(far[fooled]!, exact));
    expect(Math.max(...far.slice(-20))).toBeLessThanOrEqual(1.02 * exact);
  });
});
