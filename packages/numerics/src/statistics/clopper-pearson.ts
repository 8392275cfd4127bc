import { FragilityError } from '../error.js';
import { incompleteBeta } from '../special/index.js';

/** The largest x, to rounding, with I_x(a, b) ≤ p. */
function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1];
  for (let k = 0; k < 200; k++) {
    const x = (low + high) / 2;
    if (x <= low || x >= high) break;
    if (incompleteBeta(x, a, b) <= p) low = x;
    else high = x;
  }
  return low;
}

/**
 * Clopper and Pearson's exact interval of a proportion: the p that neither P(X ≥ k) nor P(X ≤ k) of a binomial X rules out.
 *
 *     I_low(k, n − k + 1) = (1 − confidence)/2,   1 − I_high(k + 1, n − k) = (1 − confidence)/2
 *
 * It holds the proportion with at least that confidence, whatever the proportion is. The lower end with confidence 1 − 2α is the one-sided bound that fails with
 * probability α at most.
 *
 * Source: Clopper & Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, Biometrika 26 (1934), 404–413.
 *
 * @param n up to 10⁵, as the beta function is
 * @param confidence in (0, 1)
 * @throws FragilityError `numerics/proportion` unless 0 ≤ k ≤ n and n > 0.
 * @example clopperPearson(5, 10).map((end) => end.toFixed(4)); // ['0.1871', '0.8129']
 */
export function clopperPearson(successes: number, n: number, confidence = 0.95): readonly [number, number] {
  if (!(n > 0 && successes >= 0 && successes <= n)) {
    throw new FragilityError(
      { given: `${successes} of ${n} successes`, expected: '0 ≤ successes ≤ n and n > 0', remedy: 'count them again' },
      { where: 'numerics/clopper-pearson', code: 'numerics/proportion', kind: 'failure' },
    );
  }
  const tail = (1 - confidence) / 2;
  const lowerEnd = (k: number): number => (k === 0 ? 0 : betaQuantile(tail, k, n - k + 1));
  return [lowerEnd(successes), 1 - lowerEnd(n - successes)];
}
