import type { Executor } from '../ports/executor.js';

/** Does units in this process, one after another, in order. */
export const inlineExecutor: Executor = {
  async *execute(units, { perform, hasFailed, signal }) {
    for (const unit of units) {
      if (signal?.aborted) return;
      if (hasFailed(unit.trial)) continue;
      const result = await perform(unit);
      if (result !== undefined) yield result;
    }
  },
};
