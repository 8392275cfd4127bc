import { FragilityError, type Problem } from '@fragility/plugin';
import type { Path } from './path.js';

/** Where a path of the config was written. */
export type Locate = (path: Path, at?: 'key' | 'value') => string;

/** Problems that one message names; it counts the rest. */
const MOST = 20;

/** Names the value where the message does not. */
const named = ({ path, message, kind }: Problem): string =>
  path.length > 0 && kind === 'value' ? `${path.join('.')}: ${message}` : message;

/** What is said of all problems beyond those that are named. */
const counted = (others: number): string[] =>
  others > 0 ? [`and ${others} more ${others === 1 ? 'problem' : 'problems'}; correct these first`] : [];

/** One line per problem: `file:line:column what is wrong`; the first of many, and how many more there are. */
export const describeProblems = (problems: readonly Problem[], locate: Locate): string[] => [
  ...problems
    .slice(0, MOST)
    .map((problem) => `${locate(problem.path, problem.kind === 'unknown-key' ? 'key' : 'value')} ${named(problem)}`),
  ...counted(problems.length - MOST),
];

/** Throws one error that names problems once: the first of many, and how many more there are. */
export function throwProblems(lines: readonly string[], code: string): never {
  const all = [...new Set(lines)];
  return refuse([...all.slice(0, MOST + 1), ...counted(all.length - MOST - 1)].join('\n'), code);
}

/** Throws what is wrong with a config. */
export function refuse(message: string, code: string, cause?: unknown): never {
  throw new FragilityError(message, { where: 'runner/config', code, kind: 'input', cause });
}
