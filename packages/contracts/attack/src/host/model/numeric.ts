/** The numbers of a row or a batch, as a typed array that holds them, whatever realm it is from. */
export type Numeric = Float64Array | Float32Array | Int32Array;

/** What a value is, in a word: `Float64Array`, `Array`, `String`, `Undefined`. */
export const nameOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Whether a value is a typed array of numbers: no other array, and none of big integers. */
export const isNumeric = (value: unknown): value is Numeric =>
  ArrayBuffer.isView(value) && 'length' in value && !nameOf(value).startsWith('Big');
