import type { Row } from '@fragility/numerics';
import type { LogitsResult } from '../attack.js';
import type { AttackRecord } from '../record.js';
import type { Confirmed } from './noise/confirm.js';
import { confirmedPoint } from './noise/confirmed.js';
import { modelInputOf } from './model/model-input.js';
import type { Rounding } from './noise/noise-check.js';
import type { Job, Task } from './job.js';
import { magnitude } from './noise/bends.js';
import { runAttack } from './port.js';
import { CUT_SHORT, outOfTime, type Refusal } from './records/reasons.js';
import { refusalOfClean, unattackedRecords } from './records/unmeasured.js';
import { createRecorder } from './records/recorder.js';

/** The model's logits at a point, without any of the attack's bookkeeping. */
const passively =
  ({ submit }: Job, { criterion }: Task) =>
  (x: Row): Promise<LogitsResult> =>
    new Promise((resolve, reject) =>
      submit({ x, losses: [], criterion, scoredAt: () => true, resolve: ([scored]) => resolve(scored!), reject }),
    );

/** Attacks one example at each of its budgets in turn and returns one record per budget. */
export async function attackExample(job: Job, task: Task): Promise<AttackRecord[]> {
  const { id, budgets, criterion, refusal } = task;
  const unmeasured = (why: Refusal): AttackRecord[] =>
    unattackedRecords({ id, attack: job.name, norm: job.norm, budgets, ...criterion }, 'failed', why);
  if (refusal) return unmeasured(refusal);
  const modelInput = modelInputOf(job.model, task.input, job.norm);
  const passive = passively(job, task);
  const clean = await passive(modelInput.input).catch(refusalOfClean);
  if ('code' in clean) return unmeasured(clean);
  const rounding: Rounding = { scale: magnitude(clean.logits), size: magnitude(modelInput.input) };
  const recorder = createRecorder(job, task, modelInput, clean);
  const { record } = recorder;
  if (recorder.skipped) {
    const input: Confirmed = { x: modelInput.input, distance: 0, logits: clean.logits, scored: clean, noise: 0 };
    return budgets.map((budget) => record(budget, input));
  }

  const { timeLimit = Infinity } = job;
  const end = performance.now() + 1000 * timeLimit;
  const late = outOfTime(timeLimit);
  /** Asked where there is work left to do: an abort, or the end of its time, cuts it short. */
  const aborted = (): boolean => {
    if (job.signal?.aborted) recorder.cutShort(CUT_SHORT);
    if (end < Infinity && performance.now() >= end && !recorder.isCut()) {
      recorder.cutShort(late);
      recorder.warnings.add(late.reason);
    }
    return recorder.isCut();
  };
  const spare: Row[] = [];
  const within = async (budget: number): Promise<Confirmed | null> => {
    if (!aborted()) await runAttack({ job, task, modelInput, rounding, recorder, budget, spare, aborted, end });
    return confirmedPoint(budget, { job, task, modelInput, rounding, recorder, passive });
  };

  if (job.goal === 'smallest') {
    const found = await within(budgets.at(-1) ?? Infinity);
    return budgets.map((budget) => record(budget, found && found.distance <= (budget ?? Infinity) ? found : null));
  }
  const records: AttackRecord[] = [];
  let found: Confirmed | null = null;
  for (const budget of budgets as readonly number[]) {
    if (!found && budget > 0 && !aborted()) {
      recorder.reset();
      found = await within(budget);
    }
    records.push(record(budget, found));
  }
  return records;
}
