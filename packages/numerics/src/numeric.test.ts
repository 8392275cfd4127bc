import { expect, it } from '@jest/globals';
import { isNumeric, kindOf } from './index.js';

it.each<[unknown, string, boolean]>([
  [new Float64Array(2), 'Float64Array', true],
  [new Float32Array(0), 'Float32Array', true],
  [new Uint8Array(2), 'Uint8Array', true],
  [new BigInt64Array(2), 'BigInt64Array', false],
  [new DataView(new ArrayBuffer(8)), 'DataView', false],
  [new ArrayBuffer(8), 'ArrayBuffer', false],
  [[1, 2], 'Array', false],
  ['ab', 'String', false],
  [{ length: 2 }, 'Object', false],
  [null, 'Null', false],
  [undefined, 'Undefined', false],
])('%p is of kind %s: a typed array of numbers, %p', (value, kind, numeric) => {
  expect(kindOf(value)).toBe(kind);
  expect(isNumeric(value)).toBe(numeric);
});
