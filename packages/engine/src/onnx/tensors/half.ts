const SUBNORMAL = 2 ** -24;

/** The number that 16 bits of IEEE 754 half precision stand for. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * SUBNORMAL;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * float16 numbers in float32, without loss.
 *
 * @param bits one number of 16 bits for each value
 * @example widenFloat16([0x3c00]); // Float32Array [1]
 */
export const widenFloat16 = (bits: ArrayLike<number>): Float32Array => Float32Array.from(bits, half);

/**
 * bfloat16 numbers in float32, without loss: they are the upper halves of those.
 *
 * @param bits one number of 16 bits for each value
 * @example widenBfloat16([0x3f80]); // Float32Array [1]
 */
export const widenBfloat16 = (bits: ArrayLike<number>): Float32Array =>
  new Float32Array(Uint32Array.from(bits, (each) => each << 16).buffer);
