import { redrawReport } from '@fragility/report';
import type { Io } from '../terminal/io.js';

/** `fragility report`: draws the report of a run folder again, from what is in it; nothing is run. */
export async function reportCommand(folder: string, { stdout, stderr }: Io): Promise<number> {
  const { report, problems } = await redrawReport(folder);
  stdout.write(`report: ${report}\n`);
  for (const problem of problems) stderr.write(`error: ${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}
