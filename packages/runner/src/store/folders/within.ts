import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { identity } from '../../plan/identity.js';
import type { ResultStore } from '../../ports/result-store.js';

/** A folder of a store as a store of its own, which opens and closes with it. */
export const within = (store: ResultStore, folder: string): ResultStore => ({
  name: `${store.name}/${folder}`,
  ...(store.folder === undefined ? {} : { folder: join(store.folder, folder) }),
  open: async () => async () => undefined,
  read: (path, range) => store.read(`${folder}/${path}`, range),
  size: (path) => store.size(`${folder}/${path}`),
  has: (path) => store.has(`${folder}/${path}`),
  list: async (below) => (await store.list(`${folder}/${below}`)).map((path) => path.slice(folder.length + 1)),
  write: (path, content) => store.write(`${folder}/${path}`, content),
  append: (path, text) => store.append(`${folder}/${path}`, text),
  ...(store.claim ? { claim: (path: string) => store.claim!(`${folder}/${path}`) } : {}),
  remove: (path) => store.remove(`${folder}/${path}`),
});

/** What the files are called that the run with these results adds to, whatever else shares its parts. */
export const writerOf = ({ name }: ResultStore): string => identity(resolve(name)).slice(0, 8);

/** What the files are called that this process adds to, beside others with the same results. */
export const processWriter = (): string => identity([hostname(), process.pid, Date.now()]).slice(0, 8);
