import { type Claim, claimOfLaw, claimOfValue, groupBy } from '@fragility/analysis';
import { compressionCdf, kolmogorovSmirnov, median } from '@fragility/numerics';
import { independentDraws, type LawRow } from './law-rows.js';
import { lawSlope, slopeOfLaw } from './law-slopes.js';

/** Interpolation residual below which a network gives one-hot labels, as the law assumes. */
export const INTERPOLATED = 0.01;
/** Draws below which a test of the law would let much pass. */
const FEWEST = 100;
/** Whether there are as many classes as dimensions, one for each point: what the theorem is about. */
export const isOfTheorem = ({ classes, dimension }: Pick<LawRow, 'classes' | 'dimension'>): boolean =>
  classes === dimension;
const SOURCE = 'arXiv:2406.16200, Theorem 1';

/**
 * What the draws say of Theorem 1, for every model that interpolates: the law of the compression ratio, and the slope of the relative robustness.
 */
export function lawClaims(
  rows: readonly LawRow[],
  subjectOf = (model: string): string => `the network '${model}'`,
): Claim[] {
  const random = rows.filter((row) => row.against === 'random' && isOfTheorem(row));
  return [...groupBy(random, ({ model }) => model).entries()].flatMap(([model, own]) => {
    if (median(own.map(({ residual }) => residual)) >= INTERPOLATED) return [];
    const draws = independentDraws(own);
    const levels = draws.map(({ compression, dimension }) => compressionCdf(compression, dimension));
    const { pValue } = kolmogorovSmirnov(levels, (u) => u);
    const law = claimOfLaw(
      {
        name: `${model}/law`,
        statement:
          'The squared compression ratio of two random points follows Beta(1/2, (d − 1)/2) in every dimension.',
        source: SOURCE,
        statistic: `p of a Kolmogorov–Smirnov test, a pair of each of ${draws.length} draws of points`,
      },
      { p: pValue, draws: draws.length },
      { fewest: FEWEST },
    );
    const found = lawSlope(own);
    if (!found) return [law];
    const slope = claimOfValue(
      {
        name: `${model}/slope`,
        statement: `Under ${subjectOf(model)}, the relative robustness falls with the dimension as the theorem says, nearly like 1/√d.`,
        source: SOURCE,
        statistic: `slope of log mean ρ against log d over ${found.dimensions} dimensions, draws of points resampled`,
      },
      { value: found.slope, interval: found.interval },
      { expected: slopeOfLaw(own.map(({ dimension }) => dimension)), halfWidth: 0.05 },
    );
    return [law, slope];
  });
}
