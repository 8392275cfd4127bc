/** The numbers of a row or a batch, as a typed array that holds them, whatever realm it is from. */
export type Numeric = Float64Array | Float32Array | Int32Array;

/**
 * What a value is, in a word.
 *
 * @example kindOf(new Float64Array(2)); // 'Float64Array'
 * @example kindOf([1, 2]); // 'Array'
 */
export const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/**
 * Whether a value is a typed array of numbers: no other array, and none of big integers.
 *
 * @example isNumeric(new Float32Array(2)); // true
 * @example isNumeric([1, 2]); // false
 */
export const isNumeric = (value: unknown): value is Numeric =>
  ArrayBuffer.isView(value) && 'length' in value && typeof (value as Numeric)[0] !== 'bigint';
