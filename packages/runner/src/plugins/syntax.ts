import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const plainPath = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file);

/** `FILE:LINE`, the line, and a mark under the place: how Node shows a syntax error that ends a process. */
const SHOWN = /^(.+):(\d+)\n.*\n( *)\^/;

/**
 * Where the syntax error is that an import met: an error of Node's names no file, so that another process of Node is asked to show it. It
 * runs nothing of the file, whose modules are all parsed before the first is run.
 *
 * @returns `FILE:LINE:COLUMN`, undefined for other errors and where Node does not say
 */
export function syntaxErrorAt(error: unknown, file: string): Promise<string | undefined> {
  if (!(error instanceof Error && error.name === 'SyntaxError')) return Promise.resolve(undefined);
  const script = `import ${JSON.stringify(pathToFileURL(file).href)}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], { timeout: 10_000 }, (_, __, stderr) => {
      const [, at, line, before] = SHOWN.exec(stderr) ?? [];
      resolve(at && `${plainPath(at)}:${line}:${before!.length + 1}`);
    });
  });
}
