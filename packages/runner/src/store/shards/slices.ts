import { sliceName, type Slice } from '../../plan/slice.js';
import type { ResultStore } from '../../ports/result-store.js';
import { forgetFailure } from './failures.js';
import { sealed } from '../sealed/sealed.js';

const folderOf = (key: string): string => `slices/${key}`;
const pathOf = (key: string, slice: Slice): string => `${folderOf(key)}/${sliceName(slice)}`;

/** Notes that the examples of a slice are attacked, all of them. */
export const writeSlice = (store: ResultStore, key: string, slice: Slice): Promise<void> =>
  store.write(pathOf(key, slice), sealed(true));

/** Whether the examples of a slice are attacked. */
export const hasSlice = (store: ResultStore, key: string, slice: Slice): Promise<boolean> =>
  store.has(pathOf(key, slice));

/** Forgets what was noted of a trial before it was finished. */
export async function forgetShards(store: ResultStore, key: string): Promise<void> {
  for (const path of await store.list(folderOf(key))) await store.remove(path);
  await forgetFailure(store, key);
}
