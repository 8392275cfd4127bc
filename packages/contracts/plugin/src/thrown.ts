/** `at name (FILE:LINE:COLUMN)` or `at FILE:LINE:COLUMN`, a line of a stack. */
const FRAME = /^\s+at (?:async )?(?:.*\()?(.+:\d+:\d+)\)?$/;

const FILE = 'file://';

/** What somebody's value says of itself, unless asking it throws. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

/** A file's URL as its path; on Windows with a drive and backslashes. */
function asPath(frame: string): string {
  if (!frame.startsWith(FILE)) return frame;
  const encoded = frame.slice(FILE.length);
  const path = attempt(() => decodeURIComponent(encoded)) ?? encoded;
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1).replaceAll('/', '\\') : path;
}

const textOf = (ask: () => unknown): string => attempt(() => String(ask())) ?? 'a value that has no text';

/** What somebody's code threw that is no error: it has no stack, and the file whose code threw it is all that is known of its place. */
interface ThrownValue extends Error {
  readonly name: 'ThrownValue';
  readonly file: string | undefined;
}

const fileOf = (error: unknown): string | undefined =>
  attempt(() => ((error as ThrownValue).stack === '' ? (error as ThrownValue).file : undefined));

/**
 * What was thrown, as an error: itself, or a `ThrownValue` without a stack, whose message is the value, where it is none.
 *
 * @param file the file whose code threw it
 * @example asError(undefined, '/plugin.mjs').message; // 'undefined'
 */
export const asError = (thrown: unknown, file?: string): Error =>
  typeof thrown === 'object' && thrown && 'stack' in thrown
    ? (thrown as Error)
    : Object.assign(new Error(textOf(() => thrown)), { name: 'ThrownValue', stack: '', file });

/**
 * The places on the stack of an error, innermost first, without the runtime's own.
 *
 * @returns `FILE:LINE:COLUMN` each; none for what is no error
 * @example framesOf('x'); // []
 */
export const framesOf = (error: unknown): string[] =>
  (attempt(() => (error as Error).stack?.split('\n')) ?? [])
    .flatMap((line) => FRAME.exec(line)?.[1] ?? [])
    .filter((frame) => !frame.startsWith('node:'))
    .map(asPath);

/** Whether a place is in an installed package. */
export const isInstalled = (frame: string): boolean => /[\\/]node_modules[\\/]/.test(frame);

/**
 * Where an error was thrown, as its stack tells: the innermost frame that is neither the runtime's own nor of an installed package, else the
 * innermost of an installed one.
 *
 * @returns `FILE:LINE:COLUMN`, the file alone of what {@link asError} made, undefined where nothing names a file
 * @example thrownAt(new Error('x'))?.split(':').length; // 3
 */
export function thrownAt(error: unknown): string | undefined {
  const frames = framesOf(error);
  return frames.find((frame) => !isInstalled(frame)) ?? frames[0] ?? fileOf(error);
}

/** What somebody's code threw, as an error of ours tells of it: its message on one line, and the place where it is known. */
export interface Thrown {
  readonly message: string;
  readonly file?: string;
}

/**
 * The message and the place of anything that was thrown.
 *
 * @example describeThrown('out of memory').message; // 'out of memory'
 */
export function describeThrown(thrown: unknown, file = thrownAt(thrown)): Thrown {
  const said = textOf(thrown instanceof Error ? () => thrown.message : () => thrown)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  return file === undefined ? { message: said } : { message: `${said} (at ${file})`, file };
}
