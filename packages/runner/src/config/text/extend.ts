import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { decodeText } from '@fragility/plugin';
import { refuse } from '../problems.js';
import { parseLayer, type Layer } from './layer.js';
import { MOST_BYTES } from './limits.js';
import { isMapping } from './merge.js';

/** Files of one config, each counted as often as it is extended: more are a slip, or grow without end. */
const MOST_FILES = 64;

/** Why a file could not be read, in words. */
const unreadable = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT'
    ? 'does not exist, expected a config file; check the path'
    : code === 'EISDIR'
      ? 'is a folder, expected a config file; give the path of a file in it'
      : `cannot be read (${message}); give the path of a config file that can be read`;

/** The text of a config file. @param before place of the line that names it, if one does */
async function readText(file: string, before: string): Promise<string> {
  const wrong = (why: string, cause?: unknown): never => refuse(`${before}'${file}' ${why}`, 'config/file', cause);
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES)
      return wrong(`has ${size} bytes, expected a config of at most ${MOST_BYTES}; give a config file`);
    const read = decodeText(await readFile(file));
    return 'problem' in read ? wrong(read.problem) : read.text;
  } catch (cause) {
    return (cause as Error).name === 'FragilityError'
      ? Promise.reject(cause as Error)
      : wrong(unreadable(cause as NodeJS.ErrnoException), cause);
  }
}

/** The files that a file says it extends, each with the place that says so. */
function extendedBy({ file, value, find, place }: Layer): { readonly path: string; readonly at: string }[] {
  if (!isMapping(value) || value['extends'] === undefined) return [];
  const given = value['extends'];
  const list = Array.isArray(given) ? (given as unknown[]) : [given];
  return list.map((one, k) => {
    const at = place(find(Array.isArray(given) ? ['extends', k] : ['extends'], 'value').node);
    if (typeof one !== 'string' || one === '')
      return refuse(
        `${at} extends: ${JSON.stringify(one)} given, expected a file or a list of files; name one`,
        'config/extends',
      );
    return { path: isAbsolute(one) ? one : join(dirname(file), one), at };
  });
}

/**
 * The files of a config, those that others extend before them: what comes later is over what came before.
 *
 * @throws FragilityError `config/file` for a file that cannot be read, `config/syntax`, `config/extends` for a file that extends itself, by
 *   whatever way, with the way.
 */
export async function readLayers(file: string): Promise<Layer[]> {
  const layers: Layer[] = [];
  async function add(path: string, before: string, chain: readonly string[], real: readonly string[]): Promise<void> {
    const text = await readText(path, before);
    const own = await realpath(path);
    const way = [...chain, path];
    if (real.includes(own)) {
      const cycle = way.slice(real.indexOf(own)).join(' → ');
      refuse(`${before}'${path}' extends itself: ${cycle}; break the circle`, 'config/extends');
    }
    const layer = parseLayer(text, path);
    for (const { path: base, at } of extendedBy(layer)) await add(base, `${at} `, way, [...real, own]);
    layers.push(layer);
    if (layers.length > MOST_FILES)
      refuse(`${before}'${path}' is one of more than ${MOST_FILES} files of a config; extend fewer`, 'config/extends');
  }
  await add(file, '', [], []);
  return layers;
}
