import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { codeOf, isCode } from '../plugins/code.js';
import { MARKER } from '../store/folders/marker.js';
import { canonical, identity } from './identity.js';
import type { Chosen } from './settings.js';

type Part = Chosen<'dataset' | 'model' | 'attack' | 'analysis'>;

/** Of a folder with more bytes than this, names, sizes and times stand for the content. */
const MOST_BYTES = 2 ** 31;
/** A text longer than this names no file. */
const LONGEST_PATH = 4096;

/** Every text within parameters. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** Files and folders that parameters name, where a definition does not say what it reads. */
const namedPaths = (params: Readonly<Record<string, unknown>>): string[] =>
  texts(params).filter((text) => text.trim() !== '' && text.length < LONGEST_PATH && !/[\0\n]|:\/\//.test(text));

async function digestOfFile(path: string): Promise<string> {
  if (isCode(path)) return codeOf(path);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Every file below a folder, results of runs, repositories and installed packages left out. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  if (entries.some(({ name }) => name === MARKER)) return [];
  const found: string[] = [];
  for (const { name } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, name);
    const kind = await stat(path).catch(() => undefined);
    if (kind?.isDirectory() && name !== 'node_modules' && name !== '.git')
      for (const file of await filesBelow(path)) found.push(file);
    else if (kind?.isFile()) found.push(path);
  }
  return found;
}

async function digestOfFolder(folder: string): Promise<string> {
  const files = await filesBelow(folder);
  const kinds = await Promise.all(files.map((file) => stat(file)));
  const whole = kinds.reduce((sum, { size }) => sum + size, 0) <= MOST_BYTES;
  const entries: unknown[] = [];
  for (const [k, file] of files.entries()) {
    const { size, mtimeMs } = kinds[k]!;
    entries.push([relative(folder, file), whole ? await digestOfFile(file) : [size, mtimeMs]]);
  }
  return identity(entries);
}

/** A hash of what lies at a path; null where nothing does. */
async function digestAt(path: string): Promise<string | null> {
  const kind = await stat(path).catch(() => undefined);
  if (kind?.isFile()) return digestOfFile(path);
  return kind?.isDirectory() ? digestOfFolder(path) : null;
}

/** What parts read beside their parameters. */
export interface Contents {
  /** Reads the files of a part. */
  read(part: Part): Promise<void>;
  /** A hash of the files of a part that was read; null where there are none. */
  of(part: Part): string | null;
}

const nameOf = ({ plugin, definition, filled }: Part): string =>
  `${definition.kind} ${plugin.source}/${definition.name} ${canonical(filled)}`;

/** Reads what parts depend on, each file once; relative paths start from a folder. */
export function contentsFrom(folder: string): Contents {
  const files = new Map<string, Promise<string | null>>();
  const parts = new Map<string, string | null>();
  const digestOf = (path: string): Promise<string | null> => {
    const digest = files.get(path) ?? digestAt(path);
    files.set(path, digest);
    return digest;
  };
  return {
    read: async (part) => {
      const name = nameOf(part);
      if (parts.has(name)) return;
      const { definition, filled } = part;
      const paths = (await definition.files?.(filled, { folder })) ?? namedPaths(filled);
      const found: [string, string][] = [];
      for (const path of paths) {
        const digest = await digestOf(resolve(folder, path));
        if (digest !== null) found.push([path, digest]);
      }
      parts.set(name, found.length > 0 ? identity(found) : null);
    },
    of: (part) => parts.get(nameOf(part)) ?? null,
  };
}
