import { nodeModule } from '@fragility/plugin';
import { fail } from '../error.js';

/** Where the files of a model are read from. */
export interface ModelSource {
  /** Path or URL of `model.json`, for messages. */
  readonly location: string;
  /** Folder in which its files are kept, where they come from a URL. */
  readonly kept?: string | undefined;
  /** The bytes of `model.json`. */
  entry(): Promise<Uint8Array>;
  /** The bytes of a file that stands beside `model.json`. */
  beside(path: string): Promise<Uint8Array>;
}

export interface SourceOptions {
  /** Folder that relative paths start from. */
  readonly folder?: string | undefined;
  /** Folder in which the files of a URL are kept; without it they are fetched every time. */
  readonly cache?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whether a model is named by its address. */
export const isUrl = (location: string): boolean => /^https?:\/\//.test(location);

/** Whether a name stays in the model's folder. */
function isBeside(path: string): boolean {
  const parts = path.split(/[\\/]/);
  return path !== '' && !parts.includes('..') && parts[0] !== '' && !/^[a-z]+:|%2e|\0/i.test(path);
}

/** Refuses names that lead out of the model's folder. */
function checkName(path: string): void {
  if (!isBeside(path))
    fail('manifest', {
      given: `the shard '${path}' is outside of the model's folder`,
      remedy: 'keep shards beside model.json',
    });
}

async function fetched(url: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted();
    return fail('file', { given: `${url} cannot be fetched`, remedy: 'check the URL and the connection' }, cause);
  });
  if (!response.ok)
    fail('file', {
      given: `${url} answers ${response.status}`,
      expected: 'the file',
      remedy: 'check the URL of model.json',
    });
  return new Uint8Array(await response.arrayBuffer());
}

async function folderSource(location: string, folder: string | undefined): Promise<ModelSource> {
  const { readdir, readFile, stat } = nodeModule<typeof import('node:fs/promises')>('node:fs/promises');
  const { dirname, join, resolve } = nodeModule<typeof import('node:path')>('node:path');
  const given = resolve(folder ?? '.', location);
  const found = await stat(given).catch((cause: unknown) =>
    fail('file', { given: `${given} does not exist`, remedy: 'give the path or URL of a model.json' }, cause),
  );
  const entry = found.isDirectory() ? join(given, 'model.json') : given;
  const saved = found.isDirectory() && (await readdir(given)).includes('saved_model.pb');
  const read = async (path: string, what: string): Promise<Uint8Array> =>
    new Uint8Array(
      await readFile(path).catch((cause: unknown) =>
        fail(
          what === 'model.json' ? 'file' : 'shard',
          {
            given: `${what} is missing: ${path} cannot be read${saved ? ', the folder is a SavedModel of TensorFlow' : ''}`,
            remedy:
              what !== 'model.json'
                ? 'put every shard beside model.json'
                : saved
                  ? 'write it for TensorFlow.js: tensorflowjs_converter FOLDER OTHER'
                  : 'give the folder that tfjs wrote',
          },
          cause,
        ),
      ),
    );
  return {
    location: entry,
    entry: () => read(entry, 'model.json'),
    beside: async (path) => {
      checkName(path);
      return read(join(dirname(entry), path), `the shard '${path}'`);
    },
  };
}

/** Reads a file from the cache, or makes and keeps it; a file appears whole or not at all. */
async function cached(cache: string, name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const { mkdir, readFile, rename, writeFile } = nodeModule<typeof import('node:fs/promises')>('node:fs/promises');
  const { dirname, join } = nodeModule<typeof import('node:path')>('node:path');
  const path = join(cache, name);
  const kept = await readFile(path).catch(() => undefined);
  if (kept) return new Uint8Array(kept);
  const bytes = await make();
  await mkdir(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, bytes);
  await rename(partial, path);
  return bytes;
}

/** Folder of a cache that belongs to one URL. */
async function placeIn(cache: string, folder: string | undefined, url: string): Promise<string> {
  const { createHash } = nodeModule<typeof import('node:crypto')>('node:crypto');
  const { join, resolve } = nodeModule<typeof import('node:path')>('node:path');
  return join(resolve(folder ?? '.', cache), createHash('sha256').update(url).digest('hex').slice(0, 16));
}

async function urlSource(location: string, { folder, cache, signal }: SourceOptions): Promise<ModelSource> {
  if (!URL.canParse(location))
    fail('file', { given: `${location} is no URL`, expected: 'one of a model.json', remedy: 'correct it' });
  const base = new URL(location);
  if (!base.pathname.endsWith('.json')) base.pathname = `${base.pathname.replace(/\/$/, '')}/model.json`;
  const kept = cache === undefined ? undefined : await placeIn(cache, folder, base.href);
  const keep = async (name: string, url: URL): Promise<Uint8Array> => {
    const get = (): Promise<Uint8Array> => fetched(url.href, signal);
    return kept === undefined ? get() : cached(kept, name, get);
  };
  return {
    location: base.href,
    kept,
    entry: () => keep('model.json', base),
    beside: async (path) => {
      checkName(path);
      const url = new URL(path, base);
      url.search = base.search;
      return keep(path, url);
    },
  };
}

/**
 * Opens the folder or URL of a model: `location` is the path of a model.json, of its folder, or an http(s) URL.
 *
 * @throws FragilityError `tfjs/file` when there is nothing there.
 */
export const openSource = (location: string, options: SourceOptions = {}): Promise<ModelSource> =>
  isUrl(location) ? urlSource(location, options) : folderSource(location, options.folder);

/** The files that a model on disk is read from, as far as its model.json names them; none for a URL. */
export async function filesOf(location: string, folder: string | undefined): Promise<string[]> {
  if (isUrl(location)) return [];
  const { dirname, join } = nodeModule<typeof import('node:path')>('node:path');
  const source = await folderSource(location, folder).catch(() => undefined);
  if (!source) return [];
  const shards = await source
    .entry()
    .then((bytes) => JSON.parse(new TextDecoder().decode(bytes)) as { weightsManifest?: { paths?: unknown }[] })
    .then(({ weightsManifest = [] }) => weightsManifest.flatMap(({ paths }) => (Array.isArray(paths) ? paths : [])))
    .catch(() => []);
  const beside = shards.map(String).filter(isBeside);
  return [source.location, ...beside.map((path) => join(dirname(source.location), path))];
}
