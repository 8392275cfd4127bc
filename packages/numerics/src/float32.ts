import type { Row } from './batch.js';

/** Values that are rounded at a time, in memory that stays in the processor's cache. */
const CHUNK = 4096;

let shared: Float32Array | undefined;

/**
 * The values rounded to float32, still float64: `Math.fround` of each, ±Infinity beyond the largest, written into `out`, which may be the values.
 *
 * @example roundToFloat32(Float64Array.of(0.1))[0] === Math.fround(0.1); // true
 */
export function roundToFloat32(values: Row, out: Row = new Float64Array(values.length)): Row {
  const slim = (shared ??= new Float32Array(CHUNK));
  for (let from = 0; from < values.length; from += CHUNK) {
    const part = values.subarray(from, from + CHUNK);
    slim.set(part);
    out.set(part.length === CHUNK ? slim : slim.subarray(0, part.length), from);
  }
  return out;
}
