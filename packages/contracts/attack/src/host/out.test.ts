import { describe, expect, it } from '@jest/globals';
import { attackOf } from '../conformance/attack-of.js';
import { crossEntropy, type Row } from '@fragility/numerics';
import { linearProblem } from '../conformance/problems/problem.js';
import { attack } from '../index.js';

const { model, examples } = linearProblem(1, false, 3);

/** Gradients that an attack sees at three points, every one, or every second one, written into a row of its own. */
async function seen(where: 'fresh' | 'out' | 'mixed'): Promise<{ gradients: number[][]; kept: Row[]; rows: Row[] }> {
  const found: { gradients: number[][]; kept: Row[]; rows: Row[] } = { gradients: [], kept: [], rows: [] };
  let count = 0;
  const probe = attackOf('gradient', async ({ input, criterion, gradient }) => {
    const own = where === 'out' || (where === 'mixed' && count++ % 2 === 0);
    const row = new Float64Array(input.length);
    for (const factor of [1, 0.5, 2]) {
      const x = input.map((v) => factor * v);
      const { gradient: g } = await gradient(x, crossEntropy(criterion), own ? row : undefined);
      found.gradients.push([...g]);
      found.kept.push(g);
      found.rows.push(own ? row : g);
    }
  });
  for await (const record of attack(model, probe, examples, { norm: 'l2' })) expect(record.forwards).toBeLessThan(9);
  return found;
}

describe('a gradient', () => {
  it('is the same wherever it is written, and a row of its own where nothing is said', async () => {
    const fresh = await seen('fresh');
    expect(fresh.gradients.length).toBeGreaterThan(9);
    fresh.kept.forEach((row, k) => expect([...row]).toEqual(fresh.gradients[k]));
    for (const where of ['out', 'mixed'] as const) {
      const { gradients, kept, rows } = await seen(where);
      expect(gradients).toEqual(fresh.gradients);
      kept.forEach((row, k) => expect(row).toBe(rows[k]));
    }
  });
});
