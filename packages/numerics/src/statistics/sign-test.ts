import { betaCdf } from './distributions.js';

/**
 * Exact two-sided sign test: how likely a split of `first + second` untied pairs is that is at least as uneven, where either side wins with probability 1/2.
 * With counts of discordant pairs it is McNemar's exact test.
 *
 *     p = min(1, 2 · P(K ≥ max(first, second))),   K ~ Binomial(first + second, 1/2),   P(K ≥ k) = I_{1/2}(k, n − k + 1)
 *
 * Source: Conover, Practical Nonparametric Statistics, 3rd ed., §3.4; McNemar, Psychometrika 12 (1947), 153–157.
 *
 * @param first pairs that the first side won
 * @param second pairs that the second side won
 * @returns 1 where no pair is untied
 * @example signTest(9, 1).toFixed(6); // '0.021484'
 */
export function signTest(first: number, second: number): number {
  const n = first + second;
  const most = Math.max(first, second);
  return n === 0 ? 1 : Math.min(1, 2 * betaCdf(0.5, most, n - most + 1));
}
