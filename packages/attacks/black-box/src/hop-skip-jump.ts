import { defineAttack } from '@fragility/attack';
import { SMALLEST } from '@fragility/attack/parts';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { toBoundary } from './boundary/boundary.js';
import { scoutRays } from './boundary/scouts.js';
import { fooledPoint } from './boundary/start.js';
import { walk } from './boundary/walk.js';

/**
 * HopSkipJump: from a fooled point to the boundary by bisection, then along a normal of the boundary estimated from decisions, and back.
 *
 *     x ← bisect(x₀, z),   z = x + ξ·steepest(v),   ξ = ‖x − x₀‖/√t, halved until z is fooled
 *     v = Σ_b (φ_b − φ̄) u_b,   φ_b = ±1: whether x + δ·u_b is fooled,   b = 1 … B·√t,   δ = ‖x − x₀‖/d
 *
 * Where more than one class counts, a twentieth of the decisions first looks for the class whose boundary is nearest: rays to random fooled
 * points, the nearest end of each class, a few steps from the best three.
 *
 * Asks for decisions only. Starts from a uniform point of the box, or without one from growing Gaussian noise. One row: x [d], all lengths
 * in the units of x. Source: Chen, Jordan & Wainwright, IEEE S&P 2020, arXiv:1904.02144, algorithm 2.
 *
 * @example
 * for await (const record of attack(model, hopSkipJump, examples, { norm: 'l2', params: { steps: 5 } })) console.log(record.distance);
 */
export const hopSkipJump = defineAttack({
  ...SMALLEST,
  name: 'hop-skip-jump',
  summary: 'Walks along the decision boundary by estimated normals, from decisions alone',
  reference: 'arXiv:1904.02144',
  norms: ['l2', 'linf'],
  requires: 'decision',
  params: strictObject({
    steps: optional(integer('steps along the boundary', { min: 1 }), 64),
    probes: optional(
      integer('decisions for the normal in the first step; √t times as many in step t', { min: 1 }),
      100,
    ),
    maxProbes: optional(integer('most decisions for one normal', { min: 1 }), 10_000),
    starts: optional(integer('random points tried to find a first fooled one', { min: 1 }), 100),
  }),
  create:
    ({ steps, probes, maxProbes, starts }) =>
    async (example) => {
      const start = await fooledPoint(example, starts);
      if (!start) return example.note({ reason: `none of ${starts} random points is fooled` });
      const counts = Array.from({ length: steps }, (_, k) =>
        Math.min(maxProbes, Math.floor(probes * Math.sqrt(k + 1))),
      );
      const planned = counts.reduce((sum, count) => sum + count, 0);
      const found = await scoutRays(example, await toBoundary(example, start), planned);
      let { at } = found;
      for (const [k, count] of counts.entries())
        at = await walk(example, at, k + 1, Math.max(1, Math.floor(count * (1 - found.asked / planned))));
    },
});
