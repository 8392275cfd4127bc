import type { Executor, TrialWork } from '../../ports/executor.js';
import type { TrialEnd } from '../../store/result.js';
import type { Unit } from '../../work/units.js';
import { dispatch } from '../dispatch.js';
import { inlineExecutor } from '../inline.js';
import { unitPool } from './pool.js';

async function* runAll(units: readonly Unit[], work: TrialWork, parts: string, jobs: number): AsyncGenerator<TrialEnd> {
  const pool = unitPool(jobs);
  const run = { ...work.remote, parts };
  try {
    yield* dispatch(units, work, jobs, ({ trial, does }, observer) =>
      pool.run({ run, trial: trial.id, does, keys: work.keys(trial) }, observer, work.signal),
    );
  } finally {
    await pool.close();
  }
}

/**
 * Does units in threads, some at a time; the threads of the runtime are divided among them. Results are those of one thread, to the bit.
 *
 * Parts that are not kept in a folder, and a single unit, stay in this thread.
 *
 * @param jobs how many at a time
 * @example typeof threadsExecutor(4).execute; // 'function'
 */
export const threadsExecutor = (jobs: number): Executor => ({
  places: jobs,
  execute: (units, work) => {
    const { parts } = work.remote;
    const most = Math.min(jobs, units.length);
    return parts === undefined || most < 2 ? inlineExecutor.execute(units, work) : runAll(units, work, parts, most);
  },
});
