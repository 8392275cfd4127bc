import { canonical, identity } from './identity.js';
import type { Plan, Trial } from './plan.js';
import type { Chosen } from './settings.js';

/** The training that a model shares with others of other lengths, and the steps of its own; undefined where it shares none. */
export function trajectoryOf({ definition, filled }: Chosen<'model'>) {
  return definition.weights ? definition.trajectory?.of(filled) : undefined;
}

/** Key of the model after so many steps of a training. */
export const keyAfter = (trajectory: string, steps: number): string => identity(['model', trajectory, steps]);

/** Names the training of a trial's model on its data among those of a plan. */
function trainingName({ data, chosen }: Trial, training: unknown): string {
  const { plugin, definition } = chosen;
  return canonical([data, plugin.source, definition.name, training]);
}

/** The trials of a plan whose models one training passes through, this one among them, by its steps: ascending. */
export function alongWith(trial: Trial, { trials }: Pick<Plan, 'trials'>): ReadonlyMap<number, Trial> {
  const own = trajectoryOf(trial.chosen);
  const found: [number, Trial][] = [];
  if (own) {
    const name = trainingName(trial, own.training);
    for (const other of trials) {
      const its = trajectoryOf(other.chosen);
      if (its && trainingName(other, its.training) === name) found.push([its.steps, other]);
    }
  }
  return new Map(found.toSorted(([a], [b]) => a - b));
}
