import { FragilityError } from '../error.js';
import { normalQuantile } from './normal.js';

/**
 * Wilson's score interval of a proportion: the p that a normal test does not reject when k of n successes are seen.
 *
 *     (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n),   p̂ = k/n,   z = Φ⁻¹((1 + confidence)/2)
 *
 * Within [0, 1], and of positive width at k = 0 and k = n too.
 *
 * Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209–212.
 *
 * @param confidence in (0, 1)
 * @throws FragilityError `numerics/proportion` unless 0 ≤ k ≤ n and n > 0.
 * @example wilson(5, 10).map((end) => end.toFixed(4)); // ['0.2366', '0.7634']
 */
export function wilson(successes: number, n: number, confidence = 0.95): readonly [number, number] {
  if (!(n > 0 && successes >= 0 && successes <= n)) {
    throw new FragilityError(
      { given: `${successes} of ${n} successes`, expected: '0 ≤ successes ≤ n and n > 0', remedy: 'count them again' },
      { where: 'numerics/wilson', code: 'numerics/proportion', kind: 'failure' },
    );
  }
  const z = normalQuantile((1 + confidence) / 2);
  const p = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / scale;
  return [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half];
}
