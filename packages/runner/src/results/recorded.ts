import type { ResultStore } from '../ports/result-store.js';

/** A store that notes the paths that are written to it. */
export const recorded = (store: ResultStore, paths: Set<string>): ResultStore => ({
  ...store,
  write: async (path, content) => {
    await store.write(path, content);
    paths.add(path);
  },
});
