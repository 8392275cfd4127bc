/** The two float32 numbers around a float64 number: the largest that is not above it, and the smallest that is not below. */
function around(value: number): readonly [below: number, above: number] {
  const near = Math.fround(value);
  if (near === value || Number.isNaN(near)) return [near, near];
  const bits = new Int32Array(Float32Array.of(near).buffer);
  const up = value > near;
  if (near === 0) bits[0] = up ? 1 : -0x7fffffff;
  else bits[0]! += up === near > 0 ? 1 : -1;
  const next = new Float32Array(bits.buffer)[0]!;
  return up ? [near, next] : [next, near];
}

/**
 * The number nearest to `value` that a model of this precision can be given and that lies in [lower, upper]; where no float32 number lies there, the nearest number of
 * the interval itself, which the model then rounds.
 *
 * @example inputWithin(0.7, 0, 0.1, 'float32') <= 0.1; // true
 */
export function inputWithin(value: number, lower: number, upper: number, precision: 'float32' | 'float64'): number {
  const inside = Math.min(upper, Math.max(lower, value));
  if (precision === 'float64') return inside;
  const found = around(inside)
    .toSorted((a, b) => Math.abs(a - inside) - Math.abs(b - inside))
    .find((each) => each >= lower && each <= upper);
  return found ?? inside;
}
