import { buildModel, type Checkpoint, type Classifier, type ModelContext } from '@fragility/model';
import { FragilityError } from '@fragility/plugin';
import { alongWith, keyAfter } from '../../plan/trajectory.js';
import { hasModel, writeModel } from '../../store/models.js';
import type { Working } from '../context.js';

const notPassed = (name: string, longest: number): never => {
  throw new FragilityError(
    {
      given: `the training of ${longest} steps told no checkpoint where that of '${name}' ends`,
      expected: 'one after every step',
      remedy: 'correct the model, or leave trajectory out of its definition',
    },
    { where: 'runner/trial', code: 'runner/trajectory', kind: 'failure' },
  );
};

/**
 * Trains once for all models of the plan that are states of one training: as long as the longest of those that are not kept yet, and keeps each on the way.
 *
 * @param kept the model of this trial from its weights
 * @returns the model of this trial
 * @throws what the training throws, unless it had passed the model of this trial by then; FragilityError `runner/trajectory`.
 */
export async function buildAlong(
  working: Working,
  context: ModelContext,
  kept: () => Promise<Classifier | undefined>,
): Promise<Classifier> {
  const { trial, plan, keys, parts, warn, signal } = working;
  const at = (steps: number): string => keyAfter(keys.trajectory!, steps);
  const missing = new Map<number, typeof trial>();
  for (const [steps, other] of alongWith(trial, plan))
    if (other === trial || !(await hasModel(parts, at(steps), warn))) missing.set(steps, other);
  const longest = Math.max(...missing.keys());
  const { definition, params, filled } = missing.get(longest)!.chosen;
  const write = async (steps: number, model: Classifier): Promise<void> => {
    await writeModel(parts, at(steps), model.facts ?? {}, definition.weights!.save(model) ?? null);
    missing.delete(steps);
  };
  const checkpoint = async (passed: Checkpoint): Promise<void> => {
    if (passed.step >= longest || !missing.has(passed.step)) return;
    const model = await definition.trajectory!.at(passed, filled, context);
    await write(passed.step, model);
    await model.dispose?.();
  };
  try {
    const last = await buildModel(definition, params, { ...context, checkpoint });
    await write(longest, last);
    if (keys.model === at(longest)) return last;
    await last.dispose?.();
  } catch (error) {
    if (signal?.aborted || [...missing.values()].includes(trial)) throw error;
  }
  return (await kept()) ?? notPassed(trial.model, longest);
}
