import { contentOf } from '@fragility/plugin';
import type { Fail } from './fail.js';
import { gunzipWithin, type Promised } from './within.js';

/** Codes of what {@link unpacked} throws. */
export interface UnpackCodes {
  /** For gzip that is damaged. */
  readonly gzip: string;
  /** For what is not data at all. */
  readonly other: string;
  /** The content that is wanted, where {@link contentOf} knows it. */
  readonly wanted?: string;
  /** Bytes that the unpacked file has, as its start says, of which no more are unpacked; without it at most 1 GiB are. */
  readonly promised?: Promised;
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
  const plain = gunzipWithin(bytes, codes.promised, (why, cause) =>
    fail(
      { file, given: `${file} is gzip and cannot be unpacked (${why})`, remedy: 'get the file again' },
      codes.gzip,
      cause,
    ),
  );
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
