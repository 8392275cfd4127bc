import { crc32 } from 'node:zlib';

/** Bytes of the signature and of the header chunk of a PNG. */
const HEAD = 8 + 25;
const INCHES_PER_METRE = 1 / 0.0254;

/**
 * A PNG that says how many dots per inch it has: a chunk pHYs after its header.
 *
 * Source: PNG specification, third edition, §11.3.4.3.
 */
export function resolution(png: Uint8Array, dpi: number): Uint8Array {
  const chunk = Buffer.alloc(21);
  const perMetre = Math.round(dpi * INCHES_PER_METRE);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return new Uint8Array(Buffer.concat([png.subarray(0, HEAD), chunk, png.subarray(HEAD)]));
}
