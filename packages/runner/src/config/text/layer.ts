import { LineCounter } from 'yaml';
import { refuse } from '../problems.js';
import type { Path } from '../path.js';
import { nodeAt, parseYaml, type Found } from './yaml.js';

/** One file of a config, as it was written. */
export interface Layer {
  readonly file: string;
  readonly value: unknown;
  find(path: Path, at: 'key' | 'value'): Found;
  /** `file:line:column`. */
  place(node: Found['node']): string;
}

/** Parses the text of one file. @param file how messages name it @throws FragilityError `config/syntax` with file:line:column. */
export function parseLayer(text: string, file: string): Layer {
  const lines = new LineCounter();
  const parsed = parseYaml(text, lines);
  const position = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if ('offset' in parsed) return refuse(`${position(parsed.offset)} ${parsed.message}`, 'config/syntax', parsed.cause);
  return {
    file,
    value: parsed.value,
    find: (path, at) => nodeAt(parsed, path, at),
    place: (node) => position(node?.range?.[0] ?? 0),
  };
}
