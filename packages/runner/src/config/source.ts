import { readFile } from 'node:fs/promises';
import { FragilityError } from '@fragility/plugin';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml';
import { parseOverride, setAt, type Override, type Path } from './path.js';

/** A config file as it was written, with the overrides of the command line applied. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Where a path was written: `file:line:column` of the value or its key, the nearest parent's where it is missing, or `--set …`. */
  locate(path: Path, at?: 'key' | 'value'): string;
}

const fail = (message: string, code: string, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'runner/config', code: `config/${code}`, cause });
};

type Located = { readonly range?: readonly number[] | null } | null | undefined;

/** The node at a path, or the deepest one on the way to it. */
function nodeAt(document: Document, path: Path, at: 'key' | 'value'): Located {
  let node: Node | null | undefined = document.contents as Node | null;
  let found: Located = node;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let next: Node | undefined;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        ({ key }) => String(isScalar(key) ? key.value : key) === String(step),
      );
      if (!pair) return found;
      next = (pair.value as Node | null) ?? undefined;
      const last = depth === path.length - 1;
      found = (last && at === 'key') || !next ? (pair.key as Node) : next;
    } else if (isSeq(node)) {
      next = node.items[Number(step)] as Node | undefined;
      found = next ?? found;
    }
    if (!next) return found;
    node = next;
  }
  return found;
}

/**
 * Parses YAML and applies `path=value` overrides.
 *
 * @param file how messages name the file
 * @throws FragilityError `config/syntax` with file:line:column; `config/override`.
 */
export function parseSource(text: string, file: string, set: readonly string[] = []): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const position = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error) fail(`${position(error.pos[0])} ${error.message}; correct the YAML`, 'syntax', error);

  let value: unknown;
  try {
    value = document.toJS();
  } catch (cause) {
    fail(`${file} ${cause instanceof Error ? cause.message : String(cause)}; correct the YAML`, 'syntax', cause);
  }
  const overrides: Override[] = set.map(parseOverride);
  for (const override of overrides) value = setAt(value, override.path, override.value);

  return {
    file,
    value,
    locate: (path, at = 'value') => {
      const override = overrides.findLast((one) => one.path.every((step, k) => String(step) === String(path[k])));
      if (override) return `--set ${override.text}`;
      return position(nodeAt(document, path, at)?.range?.[0] ?? 0);
    },
  };
}

/** Reads a config file; see {@link parseSource}. @throws FragilityError `config/file`. */
export async function readSource(file: string, set: readonly string[] = []): Promise<Source> {
  const text = await readFile(file, 'utf8').catch((cause: unknown): never =>
    fail(
      `${file} cannot be read (${cause instanceof Error ? cause.message : String(cause)}); give the path of a config file`,
      'file',
      cause,
    ),
  );
  return parseSource(text, file, set);
}
