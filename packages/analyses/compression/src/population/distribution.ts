import { groupBy } from '@fragility/analysis';
import { compressionCdf, kolmogorovSmirnov } from '@fragility/numerics';
import { lawSlope } from '../law/law-slopes.js';
import { lawConstant } from './constant.js';
import type { PopulationRow } from './rows.js';

/** What the draws of one distribution come to. */
export interface Distribution {
  readonly name: string;
  readonly rows: readonly PopulationRow[];
  readonly slope: ReturnType<typeof lawSlope>;
  readonly constant: ReturnType<typeof lawConstant>;
  readonly pValue: number;
}

/** The distributions of a sweep, in order of first appearance. */
export const distributionsOf = (rows: readonly PopulationRow[]): Distribution[] =>
  [...groupBy(rows, ({ model }) => model).entries()].map(([name, own]) => ({
    name,
    rows: own,
    slope: lawSlope(own),
    constant: lawConstant(own),
    pValue: kolmogorovSmirnov(
      own.map(({ compression, dimension }) => compressionCdf(compression, dimension)),
      (u) => u,
    ).pValue,
  }));
