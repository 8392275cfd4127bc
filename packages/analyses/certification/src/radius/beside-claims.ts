import { type Claim, claimOfShare, normName } from '@fragility/analysis';
import type { ConvexNorm } from '@fragility/numerics';
import { besideName, type Beside } from './beside.js';

/** A number beside the ends of the interval that the smallest perturbation of an example lies in. */
export interface Besides {
  readonly value: number;
  readonly lower: number;
  readonly distance: number;
}

/** Whether a number is refuted, as no perturbation is as small. */
export const isRefuted = ({ value, lower }: Besides): boolean => value < lower;

/** Whether a number is what the smallest perturbation may be. */
export const isBetween = ({ value, lower, distance }: Besides): boolean => value >= lower && value <= distance;

/** Share of the numbers that may be refuted where they are predictions of the smallest perturbation. */
const REFUTED = 0.1;

/** Whether numbers are what the smallest perturbation can be: no smaller than what is proven, no larger than what was found. */
export function besideClaims(model: string, beside: Beside, norm: ConvexNorm, known: readonly Besides[]): Claim[] {
  const [name, of] = [besideName(beside), known.length];
  const claim = (which: string, statement: string, statistic: string) => ({
    name: `${model}/${which}`,
    statement: `For the network '${model}', ${name} ${statement}`,
    source: 'arXiv:2406.16200: compression predicts the smallest perturbation',
    statistic: `${statistic} of ${of} examples, ${normName(norm)}, Wilson interval`,
  });
  return [
    claimOfShare(
      claim(
        'refuted',
        'is rarely below the certified radius, within which there is no perturbation.',
        'share below it',
      ),
      { cases: known.filter(isRefuted).length, of },
      { below: REFUTED },
    ),
    claimOfShare(
      claim('between', 'mostly lies between the certified radius and the nearest point found.', 'share between'),
      { cases: known.filter(isBetween).length, of },
      { above: 0.5 },
    ),
  ];
}
