import type { Constant } from './graph.js';

/** Floating-point element types: the precisions a network computes in. */
export type Precision = 'float32' | 'float64';

export type Floats = Float32Array | Float64Array;

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
  const size = shape.reduce((a, b) => a * b, 1);
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
