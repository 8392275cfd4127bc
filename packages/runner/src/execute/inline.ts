import type { Executor } from '../ports/executor.js';

/** Runs trials in this process, one after another, in order. */
export const inlineExecutor: Executor = {
  async *execute(trials, { perform, signal }) {
    for (const trial of trials) {
      if (signal?.aborted) return;
      const result = await perform(trial);
      if (result === undefined) return;
      yield result;
    }
  },
};
