import { readFileSync } from 'node:fs';

type Table = readonly (readonly number[])[];

/**
 * Arguments and value, computed with 50 digits by mpmath 1.3 (sums of positive terms for the incomplete beta function) and rounded to float64.
 */
export const values = JSON.parse(readFileSync(new URL('./values.json', import.meta.url), 'utf8')) as Readonly<
  Record<'ln' | 'stirlingError' | 'gammaRatio' | 'incompleteBeta', Table>
>;
