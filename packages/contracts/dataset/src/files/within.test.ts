import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { gunzipWithin, inflateWithin } from './within.js';

/** A file whose first four bytes say how many follow. */
function file(said: number, zeros: number): Buffer {
  const bytes = Buffer.alloc(4 + zeros);
  bytes.writeUInt32BE(said, 0);
  return bytes;
}
const promised = (start: Uint8Array): number | undefined =>
  start.length < 4 ? undefined : 4 + Buffer.from(start).readUInt32BE(0);
const refuse = (why: string): never => {
  throw new Error(why);
};

describe.each([
  ['gzip', gzipSync, gunzipWithin],
  ['deflate', deflateRawSync, inflateWithin],
] as const)('%s', (_, pack, unpack) => {
  it('is unpacked where it holds what its start promises', () => {
    expect(unpack(pack(file(100_000, 100_000)), promised, refuse)).toHaveLength(100_004);
    expect(unpack(pack(file(0, 0)), promised, refuse)).toHaveLength(4);
  });

  it('is refused where it holds more, and unpacked no further', () => {
    const bomb = pack(file(10, 50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    expect(() => unpack(bomb, promised, refuse)).toThrow('it holds more than 14 bytes');
  });

  it('is refused where it cannot hold what its start promises, before anything is unpacked', () => {
    const start = pack(file(2 ** 32 - 1, 10));
    expect(() => unpack(start, promised, refuse)).toThrow(/promises 4294967299 bytes, which \d+ packed ones cannot/);
  });

  it('is unpacked at its start only where that promises nothing', () => {
    const bytes = pack(Buffer.alloc(20_000_000));
    expect(unpack(bytes, () => undefined, refuse).length).toBeLessThan(5_000_000);
  });

  it('is refused where it is cut off', () => {
    const bytes = pack(file(100_000, 100_000));
    expect(() => unpack(bytes.subarray(0, bytes.length - 10), promised, refuse)).toThrow('unexpected end of file');
  });
});
