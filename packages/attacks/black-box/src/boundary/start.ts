import type { Fooled, DecisionExample } from './boundary.js';

/** Points after which unbounded noise has doubled. */
const PER_DOUBLING = 5;

/**
 * A fooled point at random, or null: uniform on the box; without one x₀ + σ·normal, σ from the largest coordinate of x₀ on and doubled
 * every five points.
 */
export async function fooledPoint(
  { input, random, space, decide }: DecisionExample,
  tries: number,
): Promise<Fooled | null> {
  const size = input.reduce((top, v) => Math.max(top, Math.abs(v)), 0) || 1;
  for (let k = 0; k < tries; k++) {
    const sigma = size * 2 ** (k / PER_DOUBLING);
    const x = input.map((v) => {
      if (!space.bounds) return v + sigma * random.normal();
      const [lower, upper] = space.bounds;
      return lower + (upper - lower) * random.uniform();
    });
    const seen = await decide(x);
    if (seen.fooled) return { x, class: seen.class };
  }
  return null;
}
