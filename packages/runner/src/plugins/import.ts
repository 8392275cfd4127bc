import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeImport, FragilityError } from '@fragility/plugin';

/** How Node refuses TypeScript: types before 22.18, enums and the like, `./part.js` whose source is `part.ts`. */
const REFUSED = new Set([
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
]);

const refused = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'SyntaxError' || REFUSED.has(String((error as { code?: unknown }).code)));

/**
 * Imports a JavaScript or TypeScript file; its errors show the lines of the file. TypeScript that Node does not run by itself is compiled in
 * memory; what it imports from packages are the copies that an import in JavaScript gets.
 *
 * @example
 * await writeFile('part.ts', 'enum Colour { red = 1 }\nexport const one: number = Colour.red;');
 * (await importFile('part.ts'))['one']; // 1
 */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  const url = pathToFileURL(path).href;
  try {
    return (await import(url)) as Record<string, unknown>;
  } catch (error) {
    if (!/\.[cm]?ts$/.test(path) || !refused(error)) throw error;
    const { createJiti } = await import('jiti');
    return createJiti(url, { fsCache: false }).import(path);
  }
}

/**
 * Imports the file of a plugin or an executor.
 *
 * @param name how a person knows it: `plugin './part.ts'`
 * @throws FragilityError `plugin/import` naming it, and the file, line and column.
 */
export const importPlugin = (name: string, file: string): ReturnType<typeof importFile> =>
  importFile(file).catch(async (cause: unknown) => {
    const { message, ...where } = await describeImport(cause, file);
    throw new FragilityError(
      { given: `${name} throws on import: ${message}`, remedy: 'correct or reinstall it' },
      { where: 'runner/plugins', code: 'plugin/import', kind: 'input', ...where, cause },
    );
  });
