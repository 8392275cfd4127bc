import type { BoundNetwork } from '../network.js';
import { follow, type Followed } from '../passes/follow.js';
import type { Range } from '../passes/interval.js';

/** By step `[m, n]`: what the line of each open unit gives away where the relaxed row is least, a (φ(z) − line(z)) ≥ 0; up to step `last`. */
export function loosenessOf(
  network: BoundNetwork,
  ranges: readonly (Range | undefined)[],
  followed: Omit<Followed, 'until'>,
  last: number,
): (Float64Array | undefined)[] {
  if (last < 0) return [];
  const { relaxations, coefficients } = followed;
  const { from } = network.steps[last] as { from: number };
  const values = follow(network, { ...followed, until: from });
  return network.steps.map((step, k) => {
    const [own, lines] = [coefficients[k], relaxations[k]];
    if (step.kind !== 'activation' || lines?.kind !== 'lines' || !own || k > last) return undefined;
    const before = values[step.from]!;
    const { lower, upper } = ranges[step.from]!;
    const isOpen = lower.map((v, i) => (v < 0 && upper[i]! > 0 ? 1 : 0));
    const n = isOpen.length;
    return own.map((factor, at) => {
      if (factor === 0 || isOpen[at % n] === 0) return 0;
      const line =
        factor > 0
          ? lines.lowerSlope[at]! * before[at]! + lines.lowerIntercept[at]!
          : lines.upperSlope[at]! * before[at]! + lines.upperIntercept[at]!;
      return factor * (step.curve.value(before[at]!) - line);
    });
  });
}
