import type { ResultStore } from '../ports/result-store.js';

/** What a manifest says of files. */
interface Files {
  readonly files: readonly string[];
  readonly left: readonly string[];
}

/** Paths that runs write results to; no other file is ever taken for one. */
const OWN =
  /^(?:tables|figures|pictures|models|examples(?:\/[^/\\]+)?)\/[^/\\]+\.(?:csv|parquet|svg|png|json|onnx|npy)$/;

/** Whether a path is one that runs write a table, a figure, a picture, a model or points to. */
export const isResult = (path: unknown): path is string =>
  typeof path === 'string' && OWN.test(path) && !path.includes('..');

const pathsOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter(isResult) : []);

/** Files that the manifest of a results folder names; none where there is no manifest. */
export async function namedFiles(store: Pick<ResultStore, 'read'>): Promise<Files> {
  const bytes = await store.read('manifest.json');
  try {
    const { files, left } = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())) as Partial<Files>;
    return { files: pathsOf(files), left: pathsOf(left) };
  } catch {
    return { files: [], left: [] };
  }
}

/** Files that earlier runs have left among the results, and the last one has not. */
export async function leftFiles(store: ResultStore): Promise<string[]> {
  const { files, left } = await namedFiles(store);
  const current = new Set(files);
  const there: string[] = [];
  for (const path of left) if (!current.has(path) && (await store.has(path))) there.push(path);
  return there;
}

/** What a new manifest is to name, after a run that wrote some files. */
export async function filesAfter(store: ResultStore, written: ReadonlySet<string>): Promise<Files> {
  const before = await namedFiles(store);
  const files = pathsOf([...written]).sort();
  const left: string[] = [];
  for (const path of new Set([...before.files, ...before.left]))
    if (!written.has(path) && (await store.has(path))) left.push(path);
  return { files, left: left.sort() };
}
