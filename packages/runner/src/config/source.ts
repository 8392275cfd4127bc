import { readFile } from 'node:fs/promises';
import { type ErrorMessage, decodeText, FragilityError } from '@fragility/plugin';
import { LineCounter, parseDocument } from 'yaml';
import { obstacle, parseOverride, setAt, type Override, type Path } from './path.js';
import { nodeAt, syntaxProblem } from './yaml.js';

/** A config file as it was written, with the overrides of the command line applied. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Where a path was written: `file:line:column` of the value or its key, the nearest parent's where it is missing, or `--set …`. */
  locate(path: Path, at?: 'key' | 'value'): string;
}

const fail = (message: ErrorMessage, code: string, cause?: unknown): never => {
  throw new FragilityError(message, { where: 'runner/config', code: `config/${code}`, kind: 'input', cause });
};

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
  const wrong = syntaxProblem(document, text);
  if (wrong) fail(`${position(wrong.offset)} ${wrong.message}`, 'syntax', wrong.cause);
  let value: unknown = document.toJS();
  const overrides: Override[] = set.map(parseOverride);
  for (const { path, value: replacement, text: asked } of overrides) {
    const why = obstacle(value, path);
    if (why) fail(`--set ${asked}: ${why}`, 'override');
    value = setAt(value, path, replacement);
  }

  return {
    file,
    value,
    locate: (path, at = 'value') => {
      const { node, depth } = nodeAt(document, path, at);
      const override = overrides.findLast((one) => {
        const common = one.path.findIndex((step, k) => String(step) !== String(path[k]));
        return common < 0 || common > depth;
      });
      return override ? `--set ${override.text}` : position(node?.range?.[0] ?? 0);
    },
  };
}

/** Why a file could not be read, in words. */
const unreadable = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT'
    ? 'does not exist, expected a config file; check the path'
    : code === 'EISDIR'
      ? 'is a folder, expected a config file; give the path of a file in it'
      : `cannot be read (${message}); give the path of a config file that can be read`;

/** Reads a config file in UTF-8, or UTF-16 with its mark; see {@link parseSource}. @throws FragilityError `config/file`. */
export async function readSource(file: string, set: readonly string[] = []): Promise<Source> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException): never =>
    fail(`'${file}' ${unreadable(cause)}`, 'file', cause),
  );
  const read = decodeText(bytes);
  if ('problem' in read) return fail(`'${file}' ${read.problem}`, 'file');
  return parseSource(read.text, file, set);
}
