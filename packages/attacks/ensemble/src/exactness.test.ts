import { expect, it } from '@jest/globals';
import type { AnyAttack } from '@fragility/attack';
import { collect, float32, linearProblem } from '@fragility/attack/conformance';
import { linearRegions, qr } from '@fragility/attacks-closed-form';
import { ddn, deepfool, fab } from '@fragility/attacks-minimal-norm';
import type { Norm } from '@fragility/numerics';
import { fragilityMin } from './index.js';

/** Attacks that may find a nearer point than one that is called exact. */
const OTHERS: readonly [AnyAttack, object][] = [
  [deepfool, { overshoot: 1e-6 }],
  [fab, { steps: 30 }],
  [ddn, { steps: 200, targets: 2 }],
  [fragilityMin, { gradients: 200 }],
];
const EACH = [qr, linearRegions].flatMap((definition) =>
  definition.norms.map((norm) => [definition.name, norm, definition] as const),
);

/** Inputs of size 0.02, where rounding moves the boundary most: some are next to it. */
const problems = [0, 1, 2].map((seed) => {
  const { model, examples } = linearProblem(0.02, false, 3, { shape: [20], count: 10, bias: 1, seed: `blunt ${seed}` });
  return { model: float32(model), examples };
});

it.each(EACH)('%s, %s: is not undercut by more than its tolerance where it is exact', async (_, norm, definition) => {
  let claims = 0;
  for (const { model, examples } of problems) {
    const records = await collect(model, definition, examples, { norm });
    const others = OTHERS.filter(([{ norms }]) => (norms as readonly Norm[]).includes(norm));
    const found = await Promise.all(others.map(([other, params]) => collect(model, other, examples, { norm, params })));
    records.forEach(({ exact, tolerance, distance }, i) => {
      if (!exact) return;
      claims++;
      const nearest = Math.min(...found.map((list) => list[i]!.distance));
      expect(tolerance).toBeLessThanOrEqual(2 ** -10);
      expect(nearest).toBeGreaterThanOrEqual(distance * (1 - tolerance!));
    });
  }
  expect(claims).toBeGreaterThan(20);
});
