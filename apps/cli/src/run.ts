import { availableParallelism } from 'node:os';
import { planExperiment, runPlan, type Outcome } from '@fragility/runner';
import type { Io } from './io.js';
import { progressPrinter } from './progress.js';

export interface RunFlags {
  readonly out?: string;
  readonly store?: string;
  readonly set: readonly string[];
  readonly engine?: string;
  readonly jobs?: number;
  readonly fresh?: boolean;
  readonly debug?: boolean;
}

/** Bad input fails a trial with 2; everything else that fails a trial, a summary or a figure with 1. */
const exitCode = ({ status, failed, problems }: Outcome): number =>
  failed.some(({ error }) => error.kind === 'input') ? 2 : status === 'done' && problems.length === 0 ? 0 : 1;

/** `fragility run`: runs a config and says where the report is and what was found. */
export async function runCommand(
  config: string,
  { out, store, set, engine, jobs = availableParallelism(), fresh, debug = false }: RunFlags,
  { stdout, stderr, signal }: Io,
): Promise<number> {
  const plan = await planExperiment(config, { set: engine === undefined ? set : [...set, `engine=${engine}`] });
  const { onEvent, clear } = progressPrinter(stdout, stderr, debug);
  let outcome: Outcome;
  try {
    outcome = await runPlan(plan, {
      onEvent,
      jobs,
      ...(out === undefined ? {} : { out }),
      ...(store === undefined ? {} : { store }),
      ...(fresh === undefined ? {} : { fresh }),
      ...(signal ? { signal } : {}),
    });
  } finally {
    clear();
  }
  const { status, headlines, report, failed, problems } = outcome;
  for (const { label, value, warnings = [] } of headlines) {
    stdout.write(`${label}: ${value}\n`);
    for (const { sentence } of warnings) stdout.write(`  warning: ${sentence}\n`);
  }
  stdout.write(`report: ${report}\n`);
  for (const problem of problems) stderr.write(`error: ${problem}\n`);
  if (status === 'aborted') stderr.write('stopped early: the results hold what was finished; run again for the rest\n');
  if (failed.length > 0)
    stderr.write(
      `${failed.length} of ${plan.trials.length} trials failed; see ${outcome.folder}/manifest.json, and run again once it is corrected\n`,
    );
  return exitCode(outcome);
}
