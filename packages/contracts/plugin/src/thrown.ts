/** `at name (FILE:LINE:COLUMN)` or `at FILE:LINE:COLUMN`, a line of a stack. */
const FRAME = /^\s+at (?:.*\()?(.+:\d+:\d+)\)?$/;

/** What somebody's value says of itself, unless asking it throws. */
function attempt<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

const asPath = (frame: string): string =>
  frame.startsWith('file://')
    ? decodeURIComponent(frame.slice('file://'.length)).replace(/^\/([A-Za-z]:)/, '$1')
    : frame;

/**
 * Where an error was thrown, as its stack tells: the innermost frame that is neither the runtime's own nor of an installed package, else the
 * innermost of an installed one.
 *
 * @returns `FILE:LINE:COLUMN`, undefined where the stack names no file
 * @example thrownAt(new Error('x'))?.split(':').length; // 3
 */
export function thrownAt(error: unknown): string | undefined {
  const stack = attempt(() => (error instanceof Error && error.stack) || '') ?? '';
  const frames = stack
    .split('\n')
    .flatMap((line) => FRAME.exec(line)?.[1] ?? [])
    .filter((frame) => !frame.startsWith('node:'))
    .map(asPath);
  return frames.find((frame) => !/[\\/]node_modules[\\/]/.test(frame)) ?? frames[0];
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
  const text = attempt(() => String(thrown instanceof Error ? thrown.message : thrown)) ?? 'a value that has no text';
  const said = text.replaceAll(/\s*\n\s*/g, ' ').trim();
  return file === undefined ? { message: said } : { message: `${said} (at ${file})`, file };
}
