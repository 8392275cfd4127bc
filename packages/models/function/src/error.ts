import { type ErrorMessage, FragilityError } from '@fragility/plugin';

/** Refuses, as the model `function`. */
export function fail(code: string, message: ErrorMessage, cause?: unknown): never {
  throw new FragilityError(message, { where: 'model/function', code: `model-function/${code}`, kind: 'input', cause });
}

const FRAME = /\(?(file:\/\/[^\s)]+|\/[^\s)]+|[A-Za-z]:\\[^\s)]+):(\d+):(\d+)\)?$/;

/** `file:line:column` of the first place in the module's folder that an error passed, or the module itself. */
export function placeOf(error: unknown, url: string): string {
  const folder = url.slice(0, url.lastIndexOf('/') + 1);
  const name = (file: string): string => decodeURIComponent(file.replace(/[?#].*$/, '').slice(folder.length));
  const lines = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  for (const line of lines) {
    const [, file, row, column] = FRAME.exec(line.trim()) ?? [];
    if (file === undefined) continue;
    const full = file.startsWith('file:') ? file : `file://${file}`;
    if (full.startsWith(folder) && !full.includes('/node_modules/')) return `${name(full)}:${row}:${column}`;
  }
  return name(url);
}

/** Refuses what the module threw, which is shown with its place. */
export function threw(cause: unknown, url: string, doing: string, place = placeOf(cause, url)): never {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return fail('threw', { given: `${place} ${doing} threw ${what}`, remedy: 'correct the module' }, cause);
}

/** Runs a function of the module; what it throws is shown with its place. */
export async function within<T>(url: string, doing: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    return threw(cause, url, doing);
  }
}
