import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const FRAME = /(file:\/\/[^\s()]+|\/[^()]*?|[A-Za-z]:\\[^()]*?):(\d+):(\d+)\)?$/;

const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);

/**
 * Where the author's code stands in the stack of an error, or of what caused it: `src/index.ts:12:5`; undefined where it does not.
 *
 * @param folder what counts as the author's: below it, outside of `node_modules`
 */
export function placeIn(folder: string, error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    for (const line of at.stack?.split('\n') ?? []) {
      const [, file, row, column] = FRAME.exec(line) ?? [];
      if (file === undefined) continue;
      const path = pathOf(file);
      if (path.startsWith(folder + sep) && !path.includes(`${sep}node_modules${sep}`))
        return `${relative(process.cwd(), path)}:${row}:${column}`;
    }
  }
  return undefined;
}
