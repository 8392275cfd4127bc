import type { Constant, Values } from './graph.js';

/** Floating-point element types: the precisions a network computes in. */
export type Precision = 'float32' | 'float64';

export type Floats = Float32Array | Float64Array;

/** The values of a tensor that is known to hold floating-point numbers. */
export const floats = ({ data }: { readonly data: Values }): Floats => data as Floats;

/** Values in the given precision; a copy unless they already are. */
export const inPrecision = (precision: Precision, values: Floats): Floats =>
  precision === 'float64'
    ? values instanceof Float64Array
      ? values
      : new Float64Array(values)
    : values instanceof Float32Array
      ? values
      : new Float32Array(values);

/** A constant with one value everywhere. */
export function filled(type: Precision, shape: readonly number[], value: number): Constant {
  const size = sizeOf(shape);
  return {
    type,
    shape,
    data: type === 'float64' ? new Float64Array(size).fill(value) : new Float32Array(size).fill(value),
  };
}

/** Transpose of a constant matrix. */
export function transpose({ type, shape, data }: Constant): Constant {
  const [rows, columns] = shape as [number, number];
  const out = data.slice();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[j * rows + i] = data[i * columns + j]!;
  }
  return { type, shape: [columns, rows], data: out };
}

/** A list of whole numbers. */
export const integers = (values: readonly number[]): Constant => ({
  type: 'int64',
  shape: [values.length],
  data: BigInt64Array.from(values, BigInt),
});

/** Number of values of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Numbers in (0, 1) without pattern: multiples of the golden ratio, without their whole part. */
export function withoutPattern(size: number): Float64Array {
  const values = new Float64Array(size);
  for (let k = 0; k < size; k++) values[k] = ((k + 1) * 0.6180339887498949) % 1;
  return values;
}
