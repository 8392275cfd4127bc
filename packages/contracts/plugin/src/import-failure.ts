import { nodeModule } from './node.js';
import { describeThrown, thrownAt, type Thrown } from './thrown.js';

/** `FILE:LINE`, the line, and a mark under the place: how Node shows a syntax error that ends a process. */
const SHOWN = /^(.+):(\d+)\n.*\n( *)\^/;

/** The error of the compiler of TypeScript, which has no fields for the place; its columns start from 0. */
const COMPILED = /^ParseError: (.*)\n (.+):(\d+):(\d+)$/;

function describeCompiled(thrown: unknown): Thrown | undefined {
  if (!(thrown instanceof Error)) return undefined;
  // eslint-disable-next-line fragility/messages-are-for-people -- the error of another project, which says it nowhere else
  const [, said, file, line, column] = COMPILED.exec(thrown.message) ?? [];
  return file === undefined ? undefined : describeThrown(said, `${file}:${line}:${Number(column) + 1}`);
}

/** Asks another process of Node, as an error of Node's names no file. It runs nothing of the file, whose modules are all parsed before the first is run. */
function parsedAt(file: string): Promise<string | undefined> {
  const { execFile } = nodeModule<typeof import('node:child_process')>('node:child_process');
  const { fileURLToPath, pathToFileURL } = nodeModule<typeof import('node:url')>('node:url');
  const script = `import ${JSON.stringify(pathToFileURL(file).href)}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], { timeout: 10_000 }, (_, __, stderr) => {
      const [, at, line, before] = SHOWN.exec(stderr) ?? [];
      resolve(at && `${at.startsWith('file:') ? fileURLToPath(at) : at}:${line}:${before!.length + 1}`);
    });
  });
}

/**
 * Where the syntax error is that the import of a JavaScript file met, in that file or in what it imports.
 *
 * @returns `FILE:LINE:COLUMN`, undefined for other errors and where nobody says
 * @example await syntaxErrorAt(new TypeError('no licence'), 'plugin.mjs'); // undefined
 */
export async function syntaxErrorAt(error: unknown, file: string): Promise<string | undefined> {
  return error instanceof Error && error.name === 'SyntaxError' ? parsedAt(file) : undefined;
}

/**
 * What the import of a file threw: its message, and the place, which is the file where nothing is known of it.
 *
 * @example (await describeImport(new TypeError('no licence'), 'plugin.mjs')).message.slice(0, 10); // 'no licence'
 */
export const describeImport = async (thrown: unknown, file: string): Promise<Thrown> =>
  describeCompiled(thrown) ?? describeThrown(thrown, (await syntaxErrorAt(thrown, file)) ?? thrownAt(thrown) ?? file);
