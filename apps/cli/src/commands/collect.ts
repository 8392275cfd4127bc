import { collectPlan, type Missing } from '@fragility/runner';
import type { Io } from '../terminal/io.js';
import { trialName } from '../terminal/progress.js';
import { conclude, INCOMPLETE, withPlan, type RunFlags } from './run.js';

/** Missing trials that are named; of the others, how many there are. */
const SHOWN = 20;

const known = ({ attacks }: Missing): string =>
  attacks.map(({ name, known: count }) => `${name} of ${count} example${count === 1 ? '' : 's'}`).join(', ');

/** `fragility collect`: tables, figures and report of what shards have found; says what is missing, and runs nothing. */
export async function collectCommand(config: string, flags: RunFlags, io: Io): Promise<number> {
  const { outcome, trials } = await withPlan(config, flags, io, async (plan, options) => ({
    outcome: await collectPlan(plan, options),
    trials: plan.trials.length,
  }));
  const { missing, engine } = outcome;
  const code = conclude(outcome, trials, io);
  if (missing.length === 0) return code;
  for (const one of missing.slice(0, SHOWN))
    io.stderr.write(
      `missing: ${one.trial.id} (${trialName(one.trial)})${one.attacks.length > 0 ? `; known: ${known(one)}` : ''}\n`,
    );
  if (missing.length > SHOWN) io.stderr.write(`missing: ${missing.length - SHOWN} more\n`);
  io.stderr.write(
    `${missing.length} of ${trials} trials are missing; run their shards again, or fragility run for the rest. Parts are looked for that were made on ${engine}, of files as they are here\n`,
  );
  return INCOMPLETE;
}
