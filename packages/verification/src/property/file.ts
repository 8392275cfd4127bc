import { readFile, stat } from 'node:fs/promises';
import { unpacked } from '@fragility/dataset/files';
import { FragilityError, type ErrorMessage } from '@fragility/numerics';
import type { Property } from './property.js';
import { readProperty } from './read.js';

/** Bytes of a property, unpacked. */
const MOST_BYTES = 1 << 27;

function fail(message: ErrorMessage, code: string, cause?: unknown): never {
  throw new FragilityError(message, {
    where: 'verification/vnnlib',
    code: `verification/${code}`,
    kind: 'input',
    cause,
  });
}

const large = (file: string): never =>
  fail(
    {
      file,
      given: `${file} holds more than ${MOST_BYTES / 2 ** 20} MiB`,
      expected: 'a property',
      remedy: 'give a smaller one',
    },
    'vnnlib',
  );

function decoded(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    return fail(
      { file, given: `${file} is not text in UTF-8`, expected: 'a property in VNN-LIB', remedy: 'get the file again' },
      'vnnlib',
      cause,
    );
  }
}

/**
 * Reads a property from a file, plain or gzip whatever its name.
 *
 * @throws FragilityError `verification/file` where it cannot be read, and those of {@link readProperty}.
 * @example (await readPropertyFile('examples/properties/crescents.vnnlib')).inputs; // 2
 */
export async function readPropertyFile(file: string): Promise<Property> {
  const { size } = await stat(file).catch((cause: unknown) =>
    fail(
      { file, given: `${file} does not exist`, expected: 'a VNN-LIB file', remedy: 'check the path' },
      'file',
      cause,
    ),
  );
  if (size > MOST_BYTES) large(file);
  const bytes = await readFile(file).catch((cause: unknown) =>
    fail(
      { file, given: `${file} cannot be read`, expected: 'a VNN-LIB file', remedy: 'check the path' },
      'file',
      cause,
    ),
  );
  const plain = unpacked(file, bytes, 'a property in VNN-LIB', fail, {
    gzip: 'vnnlib',
    other: 'vnnlib',
    promised: () => Math.min(MOST_BYTES, 1032 * bytes.length),
  });
  return readProperty(decoded(file, plain), file);
}
