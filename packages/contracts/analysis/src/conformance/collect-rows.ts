import { random } from '@fragility/numerics';
import type { AnyAnalysis, YieldedRow } from '../analysis.js';
import { runAnalysis } from '../run.js';

/**
 * All rows that an analysis yields of given parts; a random stream is among them, unless one is given.
 *
 * @throws FragilityError `plugin/params` for parameters that it refuses, and whatever the analysis throws
 * @example
 * const rows = await collectRows(compressionLaw, { pairs: 10 }, { model, dataset, examples });
 */
export async function collectRows(definition: AnyAnalysis, params: unknown, given: object): Promise<YieldedRow[]> {
  const rows: YieldedRow[] = [];
  for await (const row of runAnalysis(definition, params, { random: random(1), ...given } as never)) rows.push(row);
  return rows;
}
