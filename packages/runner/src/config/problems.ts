import { FragilityError, type Problem } from '@fragility/plugin';
import type { Path } from './path.js';

/** Where a path of the config was written. */
export type Locate = (path: Path, at?: 'key' | 'value') => string;

/** One line per problem: `file:line:column what is wrong`. */
export const describeProblems = (problems: readonly Problem[], locate: Locate): string[] =>
  problems.map(
    (problem) => `${locate(problem.path, problem.kind === 'unknown-key' ? 'key' : 'value')} ${named(problem)}`,
  );

/** Names the value where the message does not. */
const named = ({ path, message, kind }: Problem): string =>
  path.length > 0 && kind === 'value' ? `${path.join('.')}: ${message}` : message;

/** Throws one error that names every problem once. */
export function throwProblems(lines: readonly string[], code: string): never {
  throw new FragilityError([...new Set(lines)].join('\n'), { where: 'runner/config', code, kind: 'input' });
}
