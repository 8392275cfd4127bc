import { drawOf, type LawRow } from '../law/law-rows.js';

/** A row of population-law in a finished sweep. */
export interface PopulationRow extends LawRow {
  readonly distribution: string;
  readonly points: number;
}

/** Every draw once, whatever models were beside it; what tables and figures call it is its distribution. */
export const populationRows = (rows: readonly PopulationRow[]): PopulationRow[] => [
  ...new Map(
    rows.map((row) => [
      `${row.distribution}/${row.points}/${row.classes}/${drawOf(row)}`,
      { ...row, model: nameOf(row) },
    ]),
  ).values(),
];

/** The distribution, and how many points and classes there are where that is not one for each dimension. */
const nameOf = ({ distribution, points, classes, dimension }: PopulationRow): string =>
  points === dimension && classes === dimension
    ? distribution
    : `${distribution}, ${points} points, ${classes} classes`;
