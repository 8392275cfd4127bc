import { describe, expect, it } from '@jest/globals';
import { collect, recordQueries } from '@fragility/attack/conformance';
import { distance } from '@fragility/numerics';
import { fmn } from './index.js';
import { ball, insider, toSphere } from './testing/ball.js';

describe.each(['linf', 'l2', 'l1'] as const)('fmn, %s', (norm) => {
  it('projects onto its ball: once fooled, no point lies farther than the boundary and what the radius may grow', async () => {
    const { model, gradientsAt } = recordQueries(ball);
    await collect(model, fmn, insider, { norm, params: { steps: 100, step: 10 } });
    const far = gradientsAt.map((x) => distance(x, insider.inputs.data, norm));
    const exact = toSphere(insider.inputs.data, norm);
    const fooled = far.findIndex((length) => length > exact);
    expect(fooled).toBeGreaterThan(0);
    const later = far.slice(fooled + 3);
    expect(Math.max(...later)).toBeLessThanOrEqual(1.06 * Math.max(far[fooled]!, exact));
    expect(Math.max(...far.slice(-20))).toBeLessThanOrEqual(1.02 * exact);
  });
});
