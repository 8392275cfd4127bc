import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { externalFiles } from '@fragility/engine';
import { below, readBeside } from './beside.js';
import { cacheFolder, digest, download } from './download.js';
import { fail } from './fail.js';
import { naming } from './naming.js';
import { checkContent, readParts } from './read.js';

/** The one ONNX file of a folder. */
async function fileOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
  if (files.length === 1) return join(folder, files[0]!);
  const some = files.toSorted().slice(0, 5).join(', ');
  const found = files.length === 0 ? 'none' : `${some}${files.length > 5 ? `, … (${files.length})` : ''}`;
  return fail(
    { given: `the folder ${folder} should hold one .onnx file, it holds ${found}`, remedy: `name the file in 'path'` },
    'path',
  );
}

/** A place that files are read from: the model's own, and those beside it. */
interface Place {
  readonly model: Uint8Array;
  /** Files that downloads are kept in; grows with every one. */
  readonly kept: string[];
  /** The bytes of a file beside the model's, undefined where there is none. */
  beside(location: string): Promise<Uint8Array | undefined>;
}

/** Whether a model is named by its address. */
const isUrl = (path: string): boolean => /^https?:\/\//.test(path);

/** The file that a path stands for. */
async function located(path: string, folder: string): Promise<string> {
  const full = resolve(folder, path);
  const found = await stat(full).catch((cause: unknown) =>
    fail(
      { given: `${full} does not exist`, remedy: `give 'path' as an ONNX file, a folder with one, or a URL` },
      'path',
      cause,
    ),
  );
  return found.isDirectory() ? fileOf(full) : full;
}

/** Refuses a path with no model, of which only the ends are read. @throws FragilityError `model-onnx/path`. */
export async function checkPath({ path, folder = '.' }: ModelSource): Promise<void> {
  if (!isUrl(path)) await checkContent(await located(path, folder));
}

/**
 * The files that a model is read from: its own and those beside it that its weights lie in, as far as they are there; none for an address.
 *
 * @example await filesOf({ path: 'https://example.org/model.onnx' }); // []
 */
export async function filesOf({ path, folder = '.' }: ModelSource): Promise<string[]> {
  if (isUrl(path)) return [];
  const file = await located(path, folder).catch(() => undefined);
  if (file === undefined) return [];
  const beside = await readParts(file, 'model')
    .then((bytes) => externalFiles(bytes).map(below))
    .catch(() => []);
  return [file, ...beside.map((path) => join(dirname(file), path))];
}

async function onDisk(path: string, folder: string): Promise<Place> {
  const file = await located(path, folder);
  return {
    model: await readParts(file, 'model'),
    kept: [],
    beside: (location) => readBeside(dirname(file), location),
  };
}

async function remote(url: string, cache: string, signal: AbortSignal | undefined): Promise<Place> {
  const kept = [join(cache, `${digest(url)}.onnx`)];
  const urlOf = (location: string): string => {
    const address = new URL(url);
    address.pathname = `${address.pathname.replace(/[^/]*$/, '')}${below(location).split('/').map(encodeURIComponent).join('/')}`;
    return address.href;
  };
  return {
    model: await download(url, kept[0]!, 'model', signal),
    kept,
    beside: (location) => {
      const file = join(cache, `${digest(urlOf(location))}.data`);
      kept.push(file);
      return download(urlOf(location), file, 'data', signal);
    },
  };
}

/** A model's bytes, those of the files beside it that its weights lie in, and the files that downloads are kept in. */
export interface ModelBytes {
  readonly bytes: Uint8Array;
  readonly externalData: ReadonlyMap<string, Uint8Array>;
  readonly kept: readonly string[];
}

export interface ModelSource {
  readonly path: string;
  /** Expected SHA-256, in hexadecimal: of the model's file, followed by the files beside it in the order of their names. */
  readonly sha256?: string | undefined;
  /** Folder that relative paths start from. */
  readonly folder?: string | undefined;
  /** Folder that downloads are kept in; default the user's cache. */
  readonly cache?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Bytes of a model from a file, from a folder that holds one `.onnx` file, or from a URL, which is downloaded once; and of the files beside
 * it that its weights lie in. One that is missing is left out, for the model may not need it.
 *
 * @throws FragilityError `model-onnx/path`, `model-onnx/url`, `model-onnx/location`, `model-onnx/large`, `model-onnx/checksum`, `engine/onnx`.
 */
export async function readSource({ path, sha256, folder = '.', cache, signal }: ModelSource): Promise<ModelBytes> {
  const isRemote = isUrl(path);
  const place = isRemote ? await remote(path, cache ?? cacheFolder(), signal) : await onDisk(path, folder);
  const { model: bytes, kept } = place;
  return naming(path, kept, async () => {
    const externalData = new Map<string, Uint8Array>();
    for (const location of externalFiles(bytes)) {
      const data = await place.beside(location);
      if (data) externalData.set(location, data);
      else if (sha256 !== undefined)
        fail(
          { given: `weights lie in '${location}', which is missing`, remedy: `put that file beside the model's` },
          'path',
        );
    }
    const found = sha256 === undefined ? undefined : digest(bytes, ...externalData.values());
    if (found !== sha256?.toLowerCase()) {
      const again = isRemote ? `delete ${kept.join(' and ')} to download it again` : 'get it again';
      const of = externalData.size > 0 ? ` with ${[...externalData.keys()].join(', ')}` : '';
      fail(
        {
          given: `the file${of} has SHA-256 ${found!}`,
          expected: sha256!,
          remedy: `it is another or a damaged file: ${again}, or correct sha256`,
        },
        'checksum',
      );
    }
    return { bytes, externalData, kept };
  });
}
