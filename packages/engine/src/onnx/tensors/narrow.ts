import type { ElementType, Values } from '../../graph/graph.js';

/** An element type of 8 bits or less that is read as one that holds all of its values. */
export interface Narrow {
  readonly name: string;
  readonly bits: 2 | 4 | 8;
  /** The type that it is read as. */
  readonly type: ElementType;
  /** The value that its bits stand for. */
  value(bits: number): number;
}

const unsigned = (bits: 2 | 4): Narrow => ({ name: `uint${bits}`, bits, type: 'uint8', value: (each) => each });

const signed = (bits: 2 | 4): Narrow => ({
  name: `int${bits}`,
  bits,
  type: 'int8',
  value: (each) => (each >= 2 ** (bits - 1) ? each - 2 ** bits : each),
});

/** What the bits beyond the largest finite numbers stand for. */
type Beyond = (exponent: number, fraction: number, negative: boolean) => number | undefined;

const floating = (name: string, bits: 4 | 8, fractions: number, bias: number, beyond: Beyond): Narrow => ({
  name,
  bits,
  type: 'float32',
  value: (each) => {
    const negative = each >> (bits - 1) === 1;
    const sign = negative ? -1 : 1;
    const exponent = (each & (2 ** (bits - 1) - 1)) >> fractions;
    const fraction = each & (2 ** fractions - 1);
    const special = beyond(exponent, fraction, negative);
    if (special !== undefined) return sign * special;
    const leading = exponent === 0 ? 0 : 1;
    return sign * (leading + fraction / 2 ** fractions) * 2 ** (Math.max(exponent, 1) - bias);
  },
});

/** The one NaN of the types without infinities and without a negative zero. */
const noNegativeZero: Beyond = (exponent, fraction, negative) =>
  negative && exponent === 0 && fraction === 0 ? NaN : undefined;

/** Types by ONNX's numbers for them. */
export const NARROW: ReadonlyMap<number, Narrow> = new Map([
  [
    17,
    floating('float8e4m3fn', 8, 3, 7, (exponent, fraction) => (exponent === 15 && fraction === 7 ? NaN : undefined)),
  ],
  [18, floating('float8e4m3fnuz', 8, 3, 8, noNegativeZero)],
  [
    19,
    floating('float8e5m2', 8, 2, 15, (exponent, fraction) =>
      exponent === 31 ? (fraction === 0 ? Infinity : NaN) : undefined,
    ),
  ],
  [20, floating('float8e5m2fnuz', 8, 2, 16, noNegativeZero)],
  [21, unsigned(4)],
  [22, signed(4)],
  [23, floating('float4e2m1', 4, 1, 1, () => undefined)],
  [
    24,
    { name: 'float8e8m0', bits: 8, type: 'float32', value: (each: number) => (each === 255 ? NaN : 2 ** (each - 127)) },
  ],
  [25, unsigned(2)],
  [26, signed(2)],
]);

/**
 * Values of a narrow type; the first of those that share a byte lies in its lowest bits.
 *
 * @param bytes as a file holds them, at least `count · bits / 8`
 * @example widenNarrow(NARROW.get(22)!, Uint8Array.of(0xf1), 2); // Int8Array [1, -1]
 */
export function widenNarrow({ bits, type, value }: Narrow, bytes: ArrayLike<number>, count: number): Values {
  const each = 8 / bits;
  const at = (k: number): number => value((bytes[Math.floor(k / each)]! >> ((k % each) * bits)) & (2 ** bits - 1));
  const values = type === 'float32' ? new Float32Array(count) : new (type === 'int8' ? Int8Array : Uint8Array)(count);
  for (let k = 0; k < count; k++) values[k] = at(k);
  return values;
}
