import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FragilityError } from '@fragility/numerics';

const fail = (message: string, code: string, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'model/onnx', code: `model-onnx/${code}`, cause });
};

/** The one ONNX file of a folder. */
async function fileOf(folder: string): Promise<string> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.onnx'));
  if (files.length === 1) return join(folder, files[0]!);
  const some = files.toSorted().slice(0, 5).join(', ');
  const found = files.length === 0 ? 'none' : `${some}${files.length > 5 ? `, … (${files.length})` : ''}`;
  return fail(`the folder ${folder} should hold one .onnx file, it holds ${found}; name the file in 'path'`, 'path');
}

async function read(path: string, folder: string): Promise<Uint8Array> {
  const full = resolve(folder, path);
  const found = await stat(full).catch((cause: unknown) =>
    fail(`${full} does not exist; give 'path' as an ONNX file, a folder with one, or a URL`, 'path', cause),
  );
  return readFile(found.isDirectory() ? await fileOf(full) : full);
}

const digest = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Folder that downloads are kept in. */
const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'fragility', 'models');

async function download(url: string, file: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const kept = await readFile(file).catch(() => undefined);
  if (kept) return kept;
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) =>
    fail(`${url} cannot be reached; check the address and the network, or download the file yourself`, 'url', cause),
  );
  if (!response.ok) fail(`${url} answered ${response.status}; check the address`, 'url');
  const bytes = new Uint8Array(await response.arrayBuffer());
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
  return bytes;
}

/** The bytes of a model, and the file that a download is kept in. */
export interface Read {
  readonly bytes: Uint8Array;
  readonly kept?: string | undefined;
}

export interface Source {
  readonly path: string;
  /** Expected SHA-256 of the file, in hexadecimal. */
  readonly sha256?: string | undefined;
  /** Folder that relative paths start from. */
  readonly folder?: string | undefined;
  /** Folder that downloads are kept in; default the user's cache. */
  readonly cache?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Bytes of a model from a file, from a folder that holds one `.onnx` file, or from a URL, which is downloaded once.
 *
 * @throws FragilityError `model-onnx/path`, `model-onnx/url`, `model-onnx/checksum`.
 */
export async function readSource({ path, sha256, folder = '.', cache, signal }: Source): Promise<Read> {
  const remote = /^https?:\/\//.test(path);
  const kept = remote ? join(cache ?? cacheFolder(), `${digest(path)}.onnx`) : undefined;
  const bytes = kept === undefined ? await read(path, folder) : await download(path, kept, signal);
  const found = digest(bytes);
  if (sha256 !== undefined && found !== sha256.toLowerCase()) {
    const again = remote ? `delete ${kept!} to download it again` : 'get it again';
    fail(
      `${path} has SHA-256 ${found}, expected ${sha256}; it is another or a damaged file: ${again}, or correct sha256`,
      'checksum',
    );
  }
  return { bytes, kept };
}
