import { overridden, parseOverride } from './override.js';
import type { Path } from './path.js';
import type { Locate } from './problems.js';
import { readLayers } from './text/extend.js';
import { parseLayer, type Layer } from './text/layer.js';
import { isMapping, merged, withPathsFrom } from './text/merge.js';

/** A config as it was written: its file, the files that this extends, and the overrides of the command line applied. */
export interface ConfigSource {
  readonly file: string;
  readonly value: unknown;
  /** Where a path was written: `file:line:column` of the value or its key, the nearest parent's where it is missing, or `--set …`. */
  readonly locate: Locate;
}

/** The file that a value of the merged config comes from, and its path there. */
type Origin = readonly [layer: number, path: Path];

interface Merged {
  readonly value: unknown;
  /** Of the plugins, which come from all files. */
  readonly plugins: readonly Origin[];
}

/** The plugins of all files, the extended ones' first; what a file below has already is not listed again. */
function pluginsOf(values: readonly unknown[]): { readonly plugin: unknown; readonly origin: Origin }[] {
  const found: { readonly plugin: unknown; readonly origin: Origin }[] = [];
  values.forEach((value, k) => {
    const listed = isMapping(value) ? value['plugins'] : undefined;
    const before = new Set(found.map(({ plugin }) => plugin));
    if (Array.isArray(listed))
      listed.forEach((plugin: unknown, place) => {
        if (!before.has(plugin)) found.push({ plugin, origin: [k, ['plugins', place]] });
      });
  });
  return found;
}

/** Files over one another: maps merge, plugins are listed together, and everything else replaces. */
function mergeLayers(layers: readonly Layer[]): Merged {
  const main = layers.at(-1)!.file;
  const values = layers.map(({ value, file }) => {
    const own = withPathsFrom(value, file, main);
    return isMapping(own) ? Object.fromEntries(Object.entries(own).filter(([key]) => key !== 'extends')) : own;
  });
  const value = values.reduce(merged);
  const plugins = pluginsOf(values);
  if (layers.length === 1 || !isMapping(value) || !Array.isArray(value['plugins'])) return { value, plugins: [] };
  return {
    value: { ...value, plugins: plugins.map(({ plugin }) => plugin) },
    plugins: plugins.map(({ origin }) => origin),
  };
}

/** Where a path was written, in the last file that has it, and how many of its steps are. */
function locateIn(layers: readonly Layer[], path: Path, at: 'key' | 'value'): { place: string; depth: number } {
  let best: { place: string; depth: number } | undefined;
  for (const { find, place } of layers.toReversed()) {
    const { node, depth, open } = find(path, at);
    if (!best || depth > best.depth) best = { place: place(node), depth };
    if (!open || depth === path.length) break;
  }
  return best!;
}

/** Applies what the command line overrides. */
function sourceOf(layers: readonly Layer[], set: readonly string[]): ConfigSource {
  const { value: written, plugins } = mergeLayers(layers);
  const overrides = set.map(parseOverride);
  return {
    file: layers.at(-1)!.file,
    value: overridden(written, overrides),
    locate: (path, at = 'value') => {
      const origin = path[0] === 'plugins' && path.length > 1 ? plugins[Number(path[1])] : undefined;
      const { place, depth } = origin
        ? locateIn([layers[origin[0]]!], [...origin[1], ...path.slice(2)], at)
        : locateIn(layers, path, at);
      const override = overrides.findLast((one) => {
        const common = one.path.findIndex((step, k) => String(step) !== String(path[k]));
        return common < 0 || common > depth;
      });
      return override ? `--set ${override.text}` : place;
    },
  };
}

/**
 * Parses the YAML of one file and applies `path=value` overrides.
 *
 * @param file how messages name the file
 * @throws FragilityError `config/syntax` with file:line:column; `config/override`.
 */
export const parseSource = (text: string, file: string, set: readonly string[] = []): ConfigSource =>
  sourceOf([parseLayer(text, file)], set);

/**
 * Reads a config file and those that it extends, in UTF-8, or UTF-16 with its mark.
 *
 * @throws FragilityError `config/file`, `config/syntax`, `config/extends`, `config/override`.
 */
export const readSource = async (file: string, set: readonly string[] = []): Promise<ConfigSource> =>
  sourceOf(await readLayers(file), set);
