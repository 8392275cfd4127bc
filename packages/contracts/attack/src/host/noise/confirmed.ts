import { isFragilityError, type Row } from '@fragility/numerics';
import type { LogitsResult } from '../../attack.js';
import type { Best } from '../records/best-point.js';
import { confirm, type Confirmed } from './confirm.js';
import type { ModelInput } from '../model/model-input.js';
import type { Rounding } from './noise-check.js';
import type { Job, Task } from '../job.js';
import { smallestStep } from './outwards.js';
import { isOfExample, RANDOMISED, refusalOf, type Refusal } from '../records/reasons.js';
import type { Recorder } from '../records/recorder.js';

/** What a point found takes to count. */
export interface Confirmation {
  readonly job: Job;
  readonly task: Task;
  readonly modelInput: ModelInput;
  readonly rounding: Rounding;
  readonly recorder: Recorder;
  /** The model's logits at a point, whatever they mean for the attack. */
  passive(x: Row): Promise<LogitsResult>;
}

async function check(best: Best | null, budget: number, given: Confirmation): Promise<Confirmed | null> {
  if (!best) return null;
  const { job, task, modelInput, rounding, recorder, passive } = given;
  const confirming = confirm(best, {
    criterion: task.criterion,
    space: modelInput.measured,
    budget,
    input: modelInput.input,
    precision: job.model.precision,
    rounding,
    noiseCheck: job.noiseCheck,
    passive,
    seen: (x) => modelInput.clamped(x, budget),
    counted: recorder.passed,
    randomised: () => recorder.warnings.add(RANDOMISED),
  });
  const found: Confirmed | Refusal = await confirming.catch((error: unknown) => {
    if (isFragilityError(error) && isOfExample(error.code)) return refusalOf(error);
    throw error;
  });
  if ('scored' in found) return found;
  recorder.fail(found);
  return null;
}

/**
 * The best point, confirmed by a fresh forward pass; or where rounding alone may have fooled a nearer one, what lies just beyond that, if it is
 * nearer still. Null where neither counts.
 */
export async function confirmedPoint(budget: number, given: Confirmation): Promise<Confirmed | null> {
  const { job, recorder } = given;
  const found = await check(recorder.found.best(), budget, given);
  const nearer = recorder.withinNoise.best();
  const smallest = (found?.distance ?? Infinity) * (1 - 2 * smallestStep(job.model.precision));
  const fixed = found ? 0 : Infinity;
  const worth = job.goal === 'smallest' ? smallest : fixed;
  if (!nearer || !(nearer.distance < worth)) return found;
  return (await check(nearer, Math.min(budget, worth), given)) ?? found;
}
