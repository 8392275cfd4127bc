import { realpath } from 'node:fs/promises';
import { isAbsolute, join, posix, relative, sep, win32 } from 'node:path';
import { fail } from './fail.js';
import { readParts } from './read.js';

/**
 * A location that a model names, as a path below its folder.
 *
 * @throws FragilityError `model-onnx/location` for a path that leaves the folder.
 */
export function below(location: string): string {
  const path = posix.normalize(location.replaceAll('\\', '/'));
  if (posix.isAbsolute(path) || win32.isAbsolute(location) || /^[a-z]:/i.test(path) || /^\.\.(?:\/|$)|\0/.test(path))
    fail(
      {
        given: `the model's weights are said to lie in '${location}', outside of its folder, where no model may read`,
        remedy: 'save it again with its data beside it',
      },
      'location',
    );
  return path;
}

/**
 * The bytes of a file that a model names, undefined where there is none.
 *
 * @throws FragilityError `model-onnx/location` where the path or a link in it leaves the model's folder, `model-onnx/path` where it cannot be read.
 */
export async function readBeside(folder: string, location: string): Promise<Uint8Array | undefined> {
  const path = join(folder, below(location));
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return undefined;
  const from = relative(await realpath(folder), real);
  if (from === '..' || from.startsWith(`..${sep}`) || isAbsolute(from))
    fail(
      {
        file: path,
        given: `${path} is a link that leaves the model's folder, where no model may read`,
        remedy: 'put a copy of the file in its place',
      },
      'location',
    );
  return readParts(real, 'data').catch((cause: unknown) =>
    fail(
      { file: path, given: `${path} holds the model's weights and cannot be read`, remedy: 'make it a readable file' },
      'path',
      cause,
    ),
  );
}
