import { inTurns } from '@fragility/attack/parts';
import { distance, normOf, type Row } from '@fragility/numerics';
import { clipped, toBoundary, type Fooled, type DecisionExample } from './boundary.js';

/** First radius of the probes, as a share of the width of the box. */
const FIRST_RADIUS = 0.1;
/** Halvings of a step before it counts as no step. */
const HALVINGS = 50;

/**
 * Direction in which the model is more fooled, from decisions at `count` points of distance `radius` around the boundary point x.
 *
 *     v = Σ_b (φ_b − φ̄) (z_b − x),   φ_b = +1 where z_b is fooled, else −1
 *
 * φ̄ is left out where all decisions agree.
 */
async function slope(example: DecisionExample, x: Row, radius: number, count: number): Promise<Row> {
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

/** A step from a boundary point along v, of the norm `length` and halved until it is fooled; the point itself where none is. */
async function step(example: DecisionExample, from: Fooled, v: Row, length: number): Promise<Fooled> {
  const direction = example.space.steepest(v);
  for (let k = 0; k < HALVINGS; k++) {
    const x = clipped(
      example,
      from.x.map((value, i) => value + (length / 2 ** k) * direction[i]!),
    );
    const seen = await example.decide(x);
    if (seen.fooled) return { x, class: seen.class };
  }
  return from;
}

/** Step t ≥ 1 along the boundary: a normal from `count` decisions, a step along it and back to the boundary. */
export async function walk(example: DecisionExample, from: Fooled, t: number, count: number): Promise<Fooled> {
  const { input, space } = example;
  const far = space.distance(from.x);
  const width = space.bounds ? space.bounds[1] - space.bounds[0] : distance(from.x, input, 'linf');
  const v = await slope(example, from.x, t === 1 ? FIRST_RADIUS * width : far / input.length, count);
  return toBoundary(example, await step(example, from, v, far / Math.sqrt(t)));
}
