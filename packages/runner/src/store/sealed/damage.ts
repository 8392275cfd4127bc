import type { ResultStore } from '../../ports/result-store.js';
import { digestOf } from './sealed.js';

/** Told of what cannot be read, and where it lies now. */
export type Warn = (message: string) => void;

/** Sets a file, or some text of it, aside as it is: what cannot be read may be all that is left of somebody's work. */
export async function setAside(
  store: ResultStore,
  path: string,
  content: string | Uint8Array,
  why: string,
  warn: Warn,
): Promise<void> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const aside = `aside/${path.replaceAll('/', '-')}-${digestOf(bytes).slice(0, 8)}`;
  await store.write(aside, bytes);
  warn(`${store.name}/${path} ${why}: set aside as ${store.name}/${aside}, and what it held is computed anew`);
}
