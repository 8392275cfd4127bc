import { defineAttack, type Example } from '@fragility/attack';
import { distance, normOf, type Row } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { inTurns } from './probes.js';
import { fooledPoint } from './start.js';

type Subject = Example<'decision', 'linf' | 'l2'>;

/** First radius of the probes, as a share of the width of the box. */
const FIRST_RADIUS = 0.1;
/** Halvings of a step before it counts as no step. */
const HALVINGS = 50;

const clipped = ({ space: { bounds } }: Subject, x: Row): Row =>
  bounds ? x.map((v) => Math.min(bounds[1], Math.max(bounds[0], v))) : x;

/** The point at share s of the way from the input to x: on the segment in L2; in L∞, x clipped to that share of its distance. */
function between({ input, space }: Subject, x: Row, s: number): Row {
  if (space.norm === 'l2') return input.map((v, k) => v + s * (x[k]! - v));
  const limit = s * space.distance(x);
  return input.map((v, k) => v + Math.min(limit, Math.max(-limit, x[k]! - v)));
}

/** The fooled end of the bracket of the boundary between the input and the fooled point x, of relative width `precision`. */
async function toBoundary(example: Subject, x: Row, precision: number): Promise<Row> {
  let [low, high, found] = [0, 1, x];
  while (high - low > precision) {
    const middle = (low + high) / 2;
    const candidate = between(example, x, middle);
    if ((await example.decide(candidate)).fooled) [high, found] = [middle, candidate];
    else low = middle;
  }
  return found;
}

/**
 * Direction in which the model is more fooled, from decisions at `count` points of distance `radius` around the boundary point x.
 *
 *     v = Σ_b (φ_b − φ̄) (z_b − x),   φ_b = +1 where z_b is fooled, else −1
 *
 * φ̄ is left out where all decisions agree.
 */
async function slope(example: Subject, x: Row, radius: number, count: number): Promise<Row> {
  const { space, random, decide } = example;
  const [signed, plain] = [new Float64Array(x.length), new Float64Array(x.length)];
  let balance = 0;
  await inTurns(count, async () => {
    const u = x.map(() => (space.norm === 'l2' ? random.normal() : 2 * random.uniform() - 1));
    const size = normOf(u, 'l2');
    const probe = clipped(
      example,
      x.map((v, k) => v + (radius * u[k]!) / size),
    );
    const phi = (await decide(probe)).fooled ? 1 : -1;
    balance += phi;
    for (let k = 0; k < x.length; k++) {
      const moved = probe[k]! - x[k]!;
      signed[k]! += phi * moved;
      plain[k]! += moved;
    }
  });
  const mean = balance / count;
  return Math.abs(mean) === 1 ? signed : signed.map((v, k) => v - mean * plain[k]!);
}

/** A step from the boundary point x along v, of the norm `length` and halved until it is fooled; x where none is. */
async function step(example: Subject, x: Row, v: Row, length: number): Promise<Row> {
  const direction = example.space.steepest(v);
  for (let k = 0; k < HALVINGS; k++) {
    const candidate = clipped(
      example,
      x.map((value, i) => value + (length / 2 ** k) * direction[i]!),
    );
    if ((await example.decide(candidate)).fooled) return candidate;
  }
  return x;
}

/**
 * HopSkipJump: from a fooled point to the boundary by bisection, then along a normal of the boundary estimated from decisions, and back.
 *
 *     x ← bisect(x₀, z),   z = x + ξ·steepest(v),   ξ = ‖x − x₀‖/√t, halved until z is fooled
 *     v = Σ_b (φ_b − φ̄) u_b,   φ_b = ±1: whether x + δ·u_b is fooled,   b = 1 … B·√t,   δ = ‖x − x₀‖/d
 *
 * Asks for decisions only. Starts from a uniform point of the box, or without one from growing Gaussian noise. One row: x [d], all lengths
 * in the units of x. Source: Chen, Jordan & Wainwright, IEEE S&P 2020, arXiv:1904.02144, algorithm 2.
 *
 * @example
 * for await (const record of attack(model, hopSkipJump, examples, { norm: 'l2', params: { steps: 5 } })) console.log(record.distance);
 */
export const hopSkipJump = defineAttack({
  name: 'hop-skip-jump',
  summary: 'Walks along the decision boundary by estimated normals, from decisions alone',
  reference: 'arXiv:1904.02144',
  norms: ['l2', 'linf'],
  goal: 'smallest',
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
      const { input, space, note } = example;
      const d = input.length;
      const start = await fooledPoint(example, starts);
      if (!start) return note({ reason: `none of ${starts} random points is fooled` });
      const precision = space.norm === 'l2' ? d ** -1.5 : d ** -2;
      let x = await toBoundary(example, start, precision);
      for (let t = 1; t <= steps; t++) {
        const far = space.distance(x);
        const width = space.bounds ? space.bounds[1] - space.bounds[0] : distance(x, input, 'linf');
        const count = Math.min(maxProbes, Math.floor(probes * Math.sqrt(t)));
        const v = await slope(example, x, t === 1 ? FIRST_RADIUS * width : far / d, count);
        x = await toBoundary(example, await step(example, x, v, far / Math.sqrt(t)), precision);
      }
    },
});
