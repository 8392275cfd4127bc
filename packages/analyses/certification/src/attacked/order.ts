import { FragilityError, type Norm } from '@fragility/numerics';
import { normName } from '@fragility/analysis';
import type { Nearest } from './nearest.js';

/** Relative rounding of a distance that an attack reports, and what an exact distance may be off by. */
const [ROUNDING, EXACT] = [1e-9, 2e-6];

interface Ordered {
  readonly id: string;
  readonly norm: Norm;
  /** Proven: no adversarial point is nearer. */
  readonly lower: number;
  /** The smallest perturbation, where a complete search found it: its own upper end. */
  readonly exact?: number | null;
  readonly nearest: Nearest | undefined;
}

function refuse({ id, norm }: Ordered, larger: string, smaller: string): never {
  throw new FragilityError(
    {
      given: `example '${id}' in ${normName(norm)}: ${larger}, yet ${smaller}`,
      expected: 'certified radius ≤ smallest perturbation ≤ distance of every adversarial point',
      remedy:
        'report this example with its model: a bound, or the attack, is wrong, and no result of this run is to be trusted',
    },
    { where: 'analyses-certification/order', code: 'certification/unsound', kind: 'failure' },
  );
}

/**
 * Checks what certification says of an example against what attacks found:
 *
 *     lower ≤ exact ≤ attack
 *
 * @throws FragilityError `certification/unsound` with the example and both numbers.
 */
export function checkOrder(ordered: Ordered): void {
  const { lower, exact = null, nearest } = ordered;
  const certified = `a radius of ${lower} is certified`;
  const complete = `a complete search found ${exact} to be the smallest perturbation`;
  const beyond = (a: number, b: number, share = ROUNDING): boolean => a > b * (1 + share);
  if (exact !== null && beyond(lower, exact, EXACT)) refuse(ordered, certified, complete);
  if (!nearest) return;
  const found = `attack '${nearest.attack}' found an adversarial point at ${nearest.distance}`;
  if (beyond(lower, nearest.distance)) refuse(ordered, certified, found);
  if (exact !== null && beyond(exact, nearest.distance, EXACT)) refuse(ordered, complete, found);
}
