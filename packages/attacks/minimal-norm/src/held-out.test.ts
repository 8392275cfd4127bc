import { expect, it } from '@jest/globals';
import { linearProblem, ratios, steepened } from '@fragility/attack/conformance';
import { median, type Norm } from '@fragility/numerics';
import { EACH } from './testing/attacks.js';

/** Scales of the inputs, with the steepness of the logits that goes with each. */
const DRAWS = [
  [0.02, true, 0.02],
  [0.02, false, 1],
  [1, false, 50],
  [50, true, 1],
] as const;
/** Steps that are enough here, of attacks that take thousands. */
const FEWER: Readonly<Record<string, object>> = { cw: { steps: 300 } };
const CONVEX = EACH.filter(([, norm]) => norm !== 'l0');

it.each(CONVEX)('%s, %s: reaches the nearest of ten uneven classes by default', async (name, norm, subject) => {
  const found: number[] = [];
  for (const [scale, bounded, factor] of DRAWS) {
    const drawn = linearProblem(scale, bounded, 10, { shape: [20], count: 2, uneven: 1, seed: 'uneven' });
    const problem = {
      ...drawn,
      model: steepened(drawn.model, factor),
      optimum: (i: number, n: Norm) => drawn.optimum(i, n),
    };
    found.push(...(await ratios(problem, subject.attack, { norm, params: FEWER[name] ?? {} })));
  }
  const allowed = 1 + subject.overshoot;
  expect(Math.min(...found)).toBeGreaterThanOrEqual(1 - 1e-9);
  expect(median(Float64Array.from(found))).toBeLessThanOrEqual(allowed * 1.01);
  expect(Math.max(...found)).toBeLessThanOrEqual(allowed * 1.05);
});
