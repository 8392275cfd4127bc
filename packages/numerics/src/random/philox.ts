/** Read once: a lookup of the global Math costs ten times the product where scripts run in a context of their own, as in jest. */
const { imul } = Math;

/** ⌊a · b / 2³²⌋ mod 2³² of two unsigned 32-bit integers, from 16-bit halves. */
function high(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const p01 = imul(a0, b1);
  const p10 = imul(a1, b0);
  const middle = (imul(a0, b0) >>> 16) + (p01 & 0xffff) + (p10 & 0xffff);
  return (imul(a1, b1) + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16)) | 0;
}

/**
 * Philox4x32-10: a keyed bijection of 128-bit counters whose values are statistically independent uniform bits.
 *
 * Writes four 32-bit words into `out`, for counter words c0 … c3 and key words k0, k1 (integers, taken mod 2³²).
 * Source: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3, SC'11, §3.3.
 */
export function philox(out: Uint32Array, c0: number, c1: number, c2: number, c3: number, k0: number, k1: number): void {
  c0 |= 0;
  c1 |= 0;
  c2 |= 0;
  c3 |= 0;
  k0 |= 0;
  k1 |= 0;
  for (let round = 0; round < 10; round++) {
    const next0 = high(0xcd9e8d57, c2) ^ c1 ^ k0;
    const next2 = high(0xd2511f53, c0) ^ c3 ^ k1;
    c1 = imul(0xcd9e8d57, c2);
    c3 = imul(0xd2511f53, c0);
    c0 = next0;
    c2 = next2;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
