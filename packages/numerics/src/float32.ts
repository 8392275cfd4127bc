import type { Row } from './batch.js';

const { fround } = Math;

export function roundToFloat32(values: Row, out?: Row): Row;
export function roundToFloat32(values: Row, out: Float32Array): Float32Array;
/**
 * The values rounded to float32, `Math.fround` of each, ±Infinity beyond the largest: still float64, or in a Float32Array `out`; `out` may be the values.
 *
 * Four at a time, so that no conversion waits for the one before.
 *
 * @example roundToFloat32(Float64Array.of(0.1))[0] === Math.fround(0.1); // true
 */
export function roundToFloat32(
  values: Row,
  out: Row | Float32Array = new Float64Array(values.length),
): Row | Float32Array {
  const whole = values.length - (values.length % 4);
  for (let k = 0; k < whole; k += 4) {
    const a = fround(values[k]!);
    const b = fround(values[k + 1]!);
    const c = fround(values[k + 2]!);
    const d = fround(values[k + 3]!);
    out[k] = a;
    out[k + 1] = b;
    out[k + 2] = c;
    out[k + 3] = d;
  }
  for (let k = whole; k < values.length; k++) out[k] = fround(values[k]!);
  return out;
}
