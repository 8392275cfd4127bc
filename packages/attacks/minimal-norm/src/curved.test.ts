import { describe, expect, it } from '@jest/globals';
import { collect } from '@fragility/attack/conformance';
import { row } from '@fragility/numerics';
import { EACH } from './testing/attacks.js';
import { ball, insiders, toSphere } from './testing/ball.js';

/** DeepFool stops at the first point beyond the boundary, which on a curved one is far beyond: see its own test. */
const SEARCHING = EACH.filter(([name]) => name !== 'deepfool');

describe.each(SEARCHING)('%s on a curved boundary, %s', (_name, norm, { attack, params }) => {
  it('comes close to the exact distance to a sphere, from inside', async () => {
    const records = await collect(ball, attack, insiders, { norm, params });
    records.forEach((record, i) => {
      const ratio = record.distance / toSphere(row(insiders.inputs, i), norm);
      expect(ratio).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(ratio).toBeLessThanOrEqual(1.015);
    });
  });
});
