import { availableParallelism } from 'node:os';
import {
  parseShard,
  planExperiment,
  runPlan,
  runShard,
  type Outcome,
  type Plan,
  type RunOptions,
} from '@fragility/runner';
import { eventWriter } from '../terminal/events.js';
import type { Io } from '../terminal/io.js';
import { progressPrinter } from '../terminal/progress.js';

export interface RunFlags {
  readonly out?: string;
  readonly store?: string;
  readonly set: readonly string[];
  readonly engine?: string;
  readonly executor?: string;
  readonly jobs?: number;
  readonly fresh?: boolean;
  readonly figures?: boolean;
  readonly shard?: string;
  readonly debug?: boolean;
  /** Events as lines of JSON. */
  readonly json?: boolean;
}

/** What there is to do is not all done: another run, or the others of an array, do the rest. */
export const INCOMPLETE = 3;

/** Bad input fails a trial with 2; everything else that fails a trial, a summary or a figure with 1, as a stop does. What is left to others is incomplete. */
function exitCode({ status, failed, problems }: Outcome, signal: AbortSignal | undefined): number {
  if (failed.some(({ error }) => error.kind === 'input')) return 2;
  if (failed.length > 0 || problems.length > 0) return 1;
  if (status === 'done') return 0;
  return signal?.aborted ? 1 : INCOMPLETE;
}

/** Plans a config, and does something with the plan while what happens is printed. */
export async function withPlan<T>(
  config: string,
  {
    out,
    store,
    set,
    engine,
    executor,
    debug = false,
    json = false,
  }: Omit<RunFlags, 'jobs' | 'fresh' | 'figures' | 'shard'>,
  { stdout, stderr, signal }: Io,
  work: (plan: Plan, options: RunOptions) => Promise<T>,
): Promise<T> {
  const more = [
    ...(engine === undefined ? [] : [`engine=${engine}`]),
    ...(executor === undefined ? [] : [`executor.use=${executor}`]),
  ];
  const plan = await planExperiment(config, { set: [...set, ...more] });
  const { onEvent, clear } = json
    ? { onEvent: eventWriter(stdout), clear: () => undefined }
    : progressPrinter(stdout, stderr, debug);
  try {
    return await work(plan, {
      onEvent,
      ...(out === undefined ? {} : { out }),
      ...(store === undefined ? {} : { store }),
      ...(signal ? { signal } : {}),
    });
  } finally {
    clear();
  }
}

/** `fragility run --shard`: does one shard of the work, and leaves tables and report to `fragility collect`. */
async function shardCommand(config: string, flags: RunFlags & { readonly shard: string }, io: Io): Promise<number> {
  const { jobs = availableParallelism(), fresh = false } = flags;
  const shard = parseShard(flags.shard, process.env);
  if (fresh) {
    io.stderr.write('error: [cli] --fresh and --shard given, expected one of them; begin with an empty folder\n');
    return 2;
  }
  const { status, units, reused, done, failed, folder } = await withPlan(config, flags, io, (plan, options) =>
    runShard(plan, shard, { ...options, jobs }),
  );
  io.stdout.write(
    `shard ${shard.index}/${shard.of} in ${folder}: ${units} units of work, ${reused} done before; ${done} trials finished, ${failed.length} failed\n`,
  );
  if (status === 'aborted') return INCOMPLETE;
  return failed.some(({ error }) => error.kind === 'input') ? 2 : failed.length > 0 ? 1 : 0;
}

/** `fragility run`: runs a config and says where the report is and what was found. */
export async function runCommand(config: string, flags: RunFlags, io: Io): Promise<number> {
  const { shard, jobs = availableParallelism(), fresh, figures = true } = flags;
  if (shard !== undefined) return shardCommand(config, { ...flags, shard }, io);
  const { outcome, trials } = await withPlan(config, flags, io, async (plan, options) => ({
    outcome: await runPlan(plan, { ...options, jobs, figures, ...(fresh === undefined ? {} : { fresh }) }),
    trials: plan.trials.length,
  }));
  if (outcome.status === 'aborted' && io.signal?.aborted !== false)
    io.stderr.write('stopped early: the results hold what was finished; run again for the rest\n');
  return conclude(outcome, trials, io, flags.json);
}

/** Says where the report is and what was found, and returns the exit code. */
export function conclude(outcome: Outcome, trials: number, { stdout, stderr, signal }: Io, json = false): number {
  const { status, folder, done, reused, headlines, report, failed, problems } = outcome;
  if (json) {
    const told = {
      kind: 'end',
      status,
      trials,
      done,
      reused,
      failed: failed.length,
      folder,
      report,
      headlines,
      problems,
    };
    stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...told })}\n`);
    return exitCode(outcome, signal);
  }
  for (const { label, value, warnings = [] } of headlines) {
    stdout.write(`${label}: ${value}\n`);
    for (const { sentence } of warnings) stdout.write(`  warning: ${sentence}\n`);
  }
  stdout.write(`report: ${report}\n`);
  for (const problem of problems) stderr.write(`error: ${problem}\n`);
  if (failed.length > 0)
    stderr.write(
      `${failed.length} of ${trials} trials failed; see ${outcome.folder}/manifest.json, and run again once it is corrected\n`,
    );
  return exitCode(outcome, signal);
}
