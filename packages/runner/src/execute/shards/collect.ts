import { describeRuntime, resultIdentity } from '@fragility/engine/runtime';
import type { PartKeys } from '../../plan/keys.js';
import { planKeys } from '../../plan/plan-keys.js';
import { writePlan } from '../../inventory/plans.js';
import type { Trial } from '../../plan/plan.js';
import { knownLines } from '../../store/lines.js';
import { isRecords } from '../../store/records.js';
import type { TrialResult } from '../../store/result.js';
import type { Warn } from '../../store/sealed/damage.js';
import { readFailure } from '../../store/shards/failures.js';
import { finishedTrial } from '../../trial/finished.js';
import { once } from '../once.js';
import { whileOpen } from '../../store/folders/open.js';
import { conclude, type Outcome, type Run } from '../run.js';

/** A trial that is not finished, and how many examples each of its attacks is known for. */
export interface Missing {
  readonly trial: Trial;
  readonly attacks: readonly { readonly name: string; readonly known: number }[];
}

/** What results say of all trials whose parts are kept, and which are not. */
export interface Collected extends Outcome {
  readonly missing: readonly Missing[];
}

async function missingOf({ parts }: Run, trial: Trial, keys: PartKeys, warn: Warn): Promise<Missing> {
  const attacks = [];
  for (const [k, { name }] of trial.settings.attacks.entries()) {
    const lines = await knownLines(parts, `attacks/${keys.attacks[k]!}`, isRecords, warn, () => true);
    attacks.push({ name, known: lines.size });
  }
  return { trial, attacks };
}

/** Writes tables, figures and report of what is kept, and says what is missing; trains and attacks nothing. */
export const collect = (run: Run): Promise<Collected> => whileOpen(run, () => collected(run));

async function collected(run: Run): Promise<Collected> {
  const { plan, parts, events, runtimes, clock } = run;
  const { engine, threads, save } = plan.experiment;
  const started = clock.now();
  const runtime = await runtimes.identify(engine, threads);
  const keys = await planKeys(plan, resultIdentity(runtime));
  const warn = once((message) => events.emit({ kind: 'warning', message }));
  const results: TrialResult[] = [];
  const missing: Missing[] = [];
  for (const trial of plan.trials) {
    const own = keys.get(trial.id)!;
    const found =
      (await finishedTrial(trial, own, parts, save, { warn, held: 'taken' })) ??
      (await readFailure(parts, own.trial, warn));
    if (found) results.push({ ...found, id: trial.id, model: trial.model, swept: trial.swept });
    else missing.push(await missingOf(run, trial, own, warn));
  }
  await writePlan(run, keys, warn);
  const known = { keys, warn, started, engine: describeRuntime(runtime), results, reused: new Set<string>() };
  return { ...(await conclude(run, known)), missing };
}
