import { gunzipSync } from 'node:zlib';
import { contentOf } from './content.js';
import type { Fail } from './fail.js';

/** Codes of what {@link unpacked} throws. */
export interface UnpackCodes {
  /** For gzip that is damaged. */
  readonly gzip: string;
  /** For what is not data at all. */
  readonly other: string;
  /** The content that is wanted, where {@link contentOf} knows it. */
  readonly wanted?: string;
}

/**
 * The bytes of a data file, decompressed where its content is gzip, whatever its name.
 *
 * @param expected what should be in it: `an IDX file`
 * @throws FragilityError `…/gzip` for gzip that is damaged, `…/other` for another archive, a web page, a Git LFS pointer, naming it.
 * @example
 * const fail = failOf('digits');
 * unpacked('labels', Uint8Array.of(7), 'one byte', fail, { gzip: 'gzip', other: 'type' }).length; // 1
 */
export function unpacked(
  file: string,
  bytes: Uint8Array,
  expected: string,
  fail: Fail,
  codes: UnpackCodes,
): Uint8Array {
  const content = contentOf(bytes);
  if (content === undefined || content === codes.wanted) return bytes;
  if (content !== 'a gzip file')
    return fail(
      {
        file,
        given: `${file} is ${content}`,
        expected: `${expected}, plain or gzip`,
        remedy: 'unpack it or get the file again',
      },
      codes.other,
    );
  let plain: Uint8Array;
  try {
    plain = gunzipSync(bytes);
  } catch (cause) {
    return fail(
      {
        file,
        given: `${file} is gzip and cannot be unpacked (${(cause as Error).message})`,
        remedy: 'get the file again',
      },
      codes.gzip,
      cause,
    );
  }
  const inner = contentOf(plain);
  if (inner !== undefined && inner !== codes.wanted)
    fail(
      {
        file,
        given: `${file} is gzip with ${inner} in it`,
        expected: `${expected}`,
        remedy: 'unpack it or get the file again',
      },
      codes.other,
    );
  return plain;
}
