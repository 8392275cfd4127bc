import { relative, sep } from 'node:path';
import { framesOf, isInstalled } from '@fragility/plugin';

/**
 * Where the author's code stands in the stack of an error, or of what caused it: `src/index.ts:12:5`; undefined where it does not.
 *
 * @param folder what counts as the author's: below it, outside of `node_modules`
 */
export function placeIn(folder: string, error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const own = framesOf(at).find((frame) => frame.startsWith(folder + sep) && !isInstalled(frame));
    if (own !== undefined) return relative(process.cwd(), own);
  }
  return undefined;
}
