import { constants, gunzipSync, inflateRawSync, type ZlibOptions } from 'node:zlib';

/** Bytes that a file has altogether, as its start says; undefined where that is too short to say, or something else. */
export type Promised = (start: Uint8Array) => number | undefined;

/** Bytes of a file whose start does not say how many it has. */
const MOST_UNSAID = 2 ** 30;

/** The most that one packed byte can stand for (Deutsch, RFC 1951: 258 bytes in two bits). */
const RATIO = 1032;

/** Packed bytes that the start of a file is unpacked from. */
const START = 2 ** 12;

type Unpack = (bytes: Uint8Array, options: ZlibOptions) => Uint8Array;

type Refuse = (why: string, cause?: unknown) => never;

function within(unpack: Unpack, bytes: Uint8Array, promised: Promised | undefined, refuse: Refuse): Uint8Array {
  const attempt = (part: Uint8Array, options: ZlibOptions, most: number): Uint8Array => {
    try {
      return unpack(part, options);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      return refuse(code === 'ERR_BUFFER_TOO_LARGE' ? `it holds more than ${most} bytes` : message, cause);
    }
  };
  const reach = RATIO * (bytes.length + 1);
  const start = attempt(
    bytes.subarray(0, START),
    { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: RATIO * (START + 1) },
    RATIO * (START + 1),
  );
  const said = promised?.(start);
  if (promised && said === undefined && bytes.length > START) return start;
  const most = said ?? MOST_UNSAID;
  if (said !== undefined && !(most <= reach))
    refuse(`its start promises ${most} bytes, which ${bytes.length} packed ones cannot hold`);
  return attempt(bytes, { maxOutputLength: Math.max(1, most) }, most);
}

/**
 * What gzip holds, unpacked no further than its start promises; its start alone, where that promises nothing.
 *
 * @throws what `refuse` does, for damaged gzip and for more bytes than were promised.
 */
export const gunzipWithin = (bytes: Uint8Array, promised: Promised | undefined, refuse: Refuse): Uint8Array =>
  within(gunzipSync, bytes, promised, refuse);

/** The same of raw deflate, as zip archives hold it. */
export const inflateWithin = (bytes: Uint8Array, promised: Promised, refuse: Refuse): Uint8Array =>
  within(inflateRawSync, bytes, promised, refuse);
