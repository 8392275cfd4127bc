import { createHash } from 'node:crypto';
import type { Headline } from '@fragility/analysis';
import { isResult } from '../inventory/left.js';
import { identity } from '../plan/identity.js';
import type { ResultStore } from '../ports/result-store.js';

/** The file that says what was run, written last. */
const MANIFEST = 'manifest.json';

/** What a manifest says of the results beside it, so that the next run knows whether they are what it would write. */
export interface Written {
  /** Hash of all that results depend on: parts, config, versions, machine. */
  readonly key: string;
  /** Hash of the code that writes them. */
  readonly code: string;
  /** SHA-256 of every file, by its path. */
  readonly files: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

/** Bytes of a file that are in memory at a time. */
const PIECE = 2 ** 20;

/** A store that notes the paths that are written to it. */
export const recorded = (store: ResultStore, paths: Set<string>): ResultStore => ({
  ...store,
  write: async (path, content) => {
    await store.write(path, content);
    paths.add(path);
  },
});

/** SHA-256 of a file in hexadecimal; undefined where it cannot be read. */
async function digestOf(store: ResultStore, path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  for (let start = 0; ; start += PIECE) {
    const piece = await store.read(path, { start, end: start + PIECE });
    if (!piece) return undefined;
    hash.update(piece);
    if (piece.length < PIECE) return hash.digest('hex');
  }
}

/** Writes the manifest of results, which names what was written so that the next run can tell whether it would write the same. */
export async function writeManifest(
  store: ResultStore,
  manifest: Readonly<Record<string, unknown>>,
  { paths, ...told }: Omit<Written, 'files'> & { readonly paths: Iterable<string> },
): Promise<void> {
  const files: Record<string, string> = {};
  for (const path of [...paths].filter((one) => one !== MANIFEST).sort())
    files[path] = (await digestOf(store, path)) ?? '';
  const results = { ...told, files, manifest: identity(manifest) };
  await store.write(MANIFEST, `${JSON.stringify({ ...manifest, results }, null, 2)}\n`);
}

const isWritten = (value: unknown): value is Written & { readonly manifest: string } => {
  const { key, code, files, warnings, problems } = (value ?? {}) as Partial<Written>;
  return (
    [key, code].every((text) => typeof text === 'string') &&
    typeof files === 'object' &&
    [warnings, problems].every(Array.isArray)
  );
};

const manifestIn = async (store: ResultStore): Promise<{ results: unknown; headlines: readonly Headline[] }> =>
  JSON.parse(new TextDecoder().decode(await store.read(MANIFEST))) as Awaited<ReturnType<typeof manifestIn>>;

/** What the manifest says of the results beside it; undefined where there is none, or it is not as it was written. */
async function readWritten(store: ResultStore): Promise<(Written & { headlines: readonly Headline[] }) | undefined> {
  try {
    const { results, ...manifest } = await manifestIn(store);
    if (!isWritten(results) || results.manifest !== identity(manifest)) return undefined;
    return { ...results, headlines: manifest.headlines };
  } catch {
    return undefined;
  }
}

/** Takes back what the manifest says of the results beside it, before they are written anew: a kill leaves some of each. */
export async function takeBack(store: ResultStore): Promise<void> {
  const { results, ...manifest } = await manifestIn(store).catch(() => ({ results: undefined }));
  if (results !== undefined) await store.write(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** What an earlier run has written. */
export interface Earlier {
  /** What it told, where the results are those that would be written now, file by file. */
  readonly same?: { readonly headlines: readonly Headline[] } & Pick<Written, 'warnings' | 'problems'>;
  /** Whether figures that are there may be taken for those of the same specification. */
  readonly figures: boolean;
}

/**
 * Compares what an earlier run has written with what results now depend on. Files that are not as they were written are told of and removed, so
 * that they are made anew.
 */
export async function earlierResults(
  store: ResultStore,
  { key, code }: Pick<Written, 'key' | 'code'>,
  warn: (message: string) => void,
): Promise<Earlier> {
  const before = await readWritten(store);
  if (!before) return { figures: false };
  let same = before.key === key && before.code === code;
  for (const [path, digest] of Object.entries(before.files)) {
    const now = await digestOf(store, path);
    if (now === digest) continue;
    same = false;
    if (now === undefined) continue;
    warn(`${store.name}/${path} is not as it was written: it is written anew`);
    if (isResult(path)) await store.remove(path);
  }
  const { headlines, warnings, problems } = before;
  return { figures: before.code === code, ...(same ? { same: { headlines, warnings, problems } } : {}) };
}
