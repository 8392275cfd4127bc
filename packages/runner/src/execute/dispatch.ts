import type { TrialObserver, TrialWork } from '../ports/executor.js';
import type { TrialEnd } from '../store/result.js';
import type { Unit } from '../work/units.js';
import { schedule, type Shared } from './schedule.js';

/** A model that is trained for several trials, or may be open once only. */
function sharedBy({ trial }: Unit, work: TrialWork): Shared | undefined {
  const { definition, plugin } = trial.chosen;
  if (definition.alone) return { name: `${plugin.source}/${definition.name}`, made: false };
  return definition.weights ? { name: work.keys(trial).model, made: true } : undefined;
}

/**
 * Has units done elsewhere, some at a time, each after those that it needs: a model that several need is made by one of them, and nothing more is done
 * of a trial that has failed.
 *
 * @param jobs how many at a time
 * @param run has one unit done
 */
export const dispatch = (
  units: readonly Unit[],
  work: TrialWork,
  jobs: number,
  run: (unit: Unit, observer: TrialObserver) => Promise<TrialEnd | undefined>,
): AsyncGenerator<TrialEnd> =>
  schedule(
    units,
    async (unit) => (work.hasFailed(unit.trial) ? undefined : work.follow(unit, (observer) => run(unit, observer))),
    {
      jobs,
      signal: work.signal,
      shared: (unit) => sharedBy(unit, work),
      name: ({ id }) => id,
      after: ({ after }) => after,
    },
  );
