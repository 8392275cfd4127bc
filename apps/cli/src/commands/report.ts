import { redrawReport } from '@fragility/report';
import type { Io } from '../terminal/io.js';
import { openFile } from '../terminal/open.js';

export interface ReportFlags {
  readonly open?: boolean;
}

/** `fragility report`: draws the report of a run folder again, from what is in it; nothing is run. */
export async function reportCommand(
  folder: string,
  { open = false }: ReportFlags,
  { stdout, stderr }: Io,
): Promise<number> {
  const { report, problems } = await redrawReport(folder);
  stdout.write(`report: ${report}\n`);
  for (const problem of problems) stderr.write(`error: ${problem}\n`);
  if (open && !(await openFile(report)))
    stderr.write(`error: [cli] no program here opens ${report}; open it by hand\n`);
  return problems.length === 0 ? 0 : 1;
}
