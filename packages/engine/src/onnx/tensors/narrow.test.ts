import { describe, expect, it } from '@jest/globals';
import { decode, encode } from '../codec.js';
import type { Init } from '../schema.js';
import { readTensor } from './tensor.js';

const read = (tensor: Init<'TensorProto'>) =>
  readTensor(decode('TensorProto', encode('TensorProto', { name: 'w', ...tensor })), new Map());

/** Values by their bits, as ml_dtypes (numpy) has them. */
const VALUES: [string, number, 'float32' | 'int8' | 'uint8', number, [number, number][]][] = [
  [
    'float8e4m3fn',
    17,
    'float32',
    8,
    [
      [0, 0],
      [0x80, -0],
      [1, 2 ** -9],
      [8, 2 ** -6],
      [0x38, 1],
      [0xc4, -3],
      [0x7e, 448],
      [0x7f, NaN],
    ],
  ],
  [
    'float8e4m3fnuz',
    18,
    'float32',
    8,
    [
      [0, 0],
      [1, 2 ** -10],
      [0x40, 1],
      [0x7f, 240],
      [0xff, -240],
      [0x80, NaN],
    ],
  ],
  [
    'float8e5m2',
    19,
    'float32',
    8,
    [
      [1, 2 ** -16],
      [0x3c, 1],
      [0xc2, -3],
      [0x7b, 57344],
      [0x7c, Infinity],
      [0xfc, -Infinity],
      [0x7d, NaN],
    ],
  ],
  [
    'float8e5m2fnuz',
    20,
    'float32',
    8,
    [
      [1, 2 ** -17],
      [0x40, 1],
      [0x7f, 57344],
      [0x80, NaN],
    ],
  ],
  [
    'uint4',
    21,
    'uint8',
    4,
    [
      [0, 0],
      [7, 7],
      [8, 8],
      [15, 15],
    ],
  ],
  [
    'int4',
    22,
    'int8',
    4,
    [
      [0, 0],
      [7, 7],
      [8, -8],
      [15, -1],
    ],
  ],
  [
    'float4e2m1',
    23,
    'float32',
    4,
    [
      [0, 0],
      [1, 0.5],
      [2, 1],
      [3, 1.5],
      [4, 2],
      [5, 3],
      [6, 4],
      [7, 6],
      [9, -0.5],
      [15, -6],
    ],
  ],
  [
    'float8e8m0',
    24,
    'float32',
    8,
    [
      [0, 2 ** -127],
      [127, 1],
      [130, 8],
      [255, NaN],
    ],
  ],
  [
    'uint2',
    25,
    'uint8',
    2,
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  ],
  [
    'int2',
    26,
    'int8',
    2,
    [
      [0, 0],
      [1, 1],
      [2, -2],
      [3, -1],
    ],
  ],
];

/** Several values to a byte, the first in its lowest bits. */
function packed(bits: number, values: readonly number[]): Uint8Array {
  const each = 8 / bits;
  const bytes = new Uint8Array(Math.ceil(values.length / each));
  values.forEach((value, k) => (bytes[Math.floor(k / each)]! |= value << ((k % each) * bits)));
  return bytes;
}

describe('readTensor', () => {
  it.each(VALUES)('reads %s by the value of its bits, raw or listed', (stored, dataType, type, bits, pairs) => {
    const rawData = packed(
      bits,
      pairs.map(([each]) => each),
    );
    const expected = { type, shape: [pairs.length], data: expect.objectContaining({ length: pairs.length }), stored };
    for (const found of [
      read({ dataType, dims: [BigInt(pairs.length)], rawData }),
      read({ dataType, dims: [BigInt(pairs.length)], int32Data: Array.from(rawData) }),
    ]) {
      expect(found).toEqual(expected);
      expect(Array.from(found.data as Float32Array)).toEqual(pairs.map(([, value]) => value));
    }
  });

  it('reads an odd number of values, and refuses bytes that are too few or too many', () => {
    expect(read({ dataType: 22, dims: [3n], rawData: Uint8Array.of(0x21, 0x0f) }).data).toEqual(Int8Array.of(1, 2, -1));
    for (const rawData of [Uint8Array.of(0x21), Uint8Array.of(1, 2, 3)])
      expect(() => read({ dataType: 22, dims: [3n], rawData })).toThrow(
        /'w' has \d bytes of int4, its shape \[3\] needs 2; the file is damaged/,
      );
  });
});
