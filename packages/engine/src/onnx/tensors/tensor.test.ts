import { describe, expect, it } from '@jest/globals';
import { decode, encode } from '../codec.js';
import { arrays, type bytesOf } from './element.js';
import type { Decoded, Init } from '../schema.js';
import { readTensor, writeTensor } from './tensor.js';

const NONE = new Map<string, Uint8Array>();
const stored = (tensor: Init<'TensorProto'>): Decoded<'TensorProto'> =>
  decode('TensorProto', encode('TensorProto', { name: 'w', ...tensor }));
const read = (tensor: Init<'TensorProto'>) => readTensor(stored(tensor), NONE);

/** Values of float16 and bfloat16 by their bits, computed by numpy and by PyTorch. */
const HALVES: [number, number][] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 5.960464477539063e-8],
  [0x03ff, 6.097555160522461e-5],
  [0x0400, 6.103515625e-5],
  [0x3555, 0.333251953125],
  [0x3c00, 1],
  [0xc000, -2],
  [0x7bff, 65504],
  [0x7c00, Infinity],
  [0xfc00, -Infinity],
  [0x7e00, NaN],
];
const BRAIN: [number, number][] = [
  [0x0000, 0],
  [0x8000, -0],
  [0x0001, 9.183549615799121e-41],
  [0x3eab, 0.333984375],
  [0x3f80, 1],
  [0xc040, -3],
  [0x7f7f, 3.3895313892515355e38],
  [0xff80, -Infinity],
  [0x7fc0, NaN],
];

describe('readTensor', () => {
  it.each([
    ['float16', 10, HALVES],
    ['bfloat16', 16, BRAIN],
  ] as const)('widens %s without loss, raw or listed', (_, dataType, pairs) => {
    const bits = Uint16Array.from(pairs, ([each]) => each);
    const dims = [BigInt(pairs.length)];
    const expected = { type: 'float32', shape: [pairs.length], data: Float32Array.from(pairs, ([, value]) => value) };
    expect(read({ dataType, dims, rawData: new Uint8Array(bits.buffer) })).toEqual(expected);
    expect(read({ dataType, dims, int32Data: Array.from(bits) })).toEqual(expected);
  });

  it('returns what was written, of every type', () => {
    for (const [type, TypedArray] of Object.entries(arrays) as [Parameters<typeof bytesOf>[0], typeof Uint8Array][]) {
      const data = type.includes('int64') ? BigInt64Array.of(3n, 0n, 1n) : TypedArray.of(3, 0, 1);
      const constant = { type, shape: [3], data: TypedArray.from(data as never) };
      expect(read(writeTensor(constant, 'w'))).toEqual(constant);
    }
  });

  it('reads values listed one by one', () => {
    expect(read({ dataType: 3, dims: [2n], int32Data: [-1, 5] }).data).toEqual(Int8Array.of(-1, 5));
    expect(read({ dataType: 12, dims: [1n], uint64Data: [4294967295n] }).data).toEqual(Uint32Array.of(4294967295));
    expect(read({ dataType: 13, dims: [1n], uint64Data: [2n ** 64n - 1n] }).data[0]).toBe(2n ** 64n - 1n);
    expect(read({ dataType: 9, dims: [2n], int32Data: [1, 0] })).toEqual({
      type: 'bool',
      shape: [2],
      data: Uint8Array.of(1, 0),
    });
  });

  it('takes bytes of a file beside the model, wherever they lie', () => {
    const file = new Uint8Array(21);
    file.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 13);
    const externalData = Object.entries({ location: 'w.bin', offset: '13', length: '8' }).map(([key, value]) => ({
      key,
      value,
    }));
    const tensor = stored({ dataType: 1, dims: [2n], dataLocation: 1, externalData });
    expect(readTensor(tensor, new Map([['w.bin', file]])).data).toEqual(Float32Array.of(1.5, -2));
    expect(() => readTensor(tensor, NONE)).toThrow(/'w' lies in 'w\.bin', which is missing; put that file beside/);
    expect(() => readTensor(tensor, new Map([['w.bin', file.subarray(0, 20)]]))).toThrow(
      /'w' takes bytes 13 to 21 of 'w\.bin', which has 20; it is cut off/,
    );
  });

  it('refuses types by name, and damaged data', () => {
    expect(() => read({ dataType: 14, dims: [1n], rawData: new Uint8Array(8) })).toThrow(
      /'w' holds complex64, expected/,
    );
    expect(() => read({ dataType: 8, dims: [0n] })).toThrow(/'w' holds string, expected/);
    expect(() => read({ dataType: 1, dims: [1n], rawData: new Uint8Array(3) })).toThrow(
      /3 bytes, not whole float32 values/,
    );
    expect(() => read({ dataType: 1, dims: [3n], floatData: [1] })).toThrow(/has 1 values, its shape \[3\] needs 3/);
  });
});

describe('sizes that no tensor has', () => {
  it.each<[string, bigint[]]>([
    ['two that are negative', [-1n, -2n]],
    ['one that is negative', [-2n]],
    ['2⁶²', [2n ** 62n, 0n]],
    ['many whose product is too large', [2n ** 40n, 2n ** 40n]],
  ])('are refused: %s', (_, dims) => {
    const tensor = { dims, dataType: 1, floatData: [1, 2] };
    expect(() => read(tensor)).toThrow(expect.objectContaining({ code: 'engine/onnx', kind: 'input' }));
    expect(() => read({ ...tensor, dataType: 22, rawData: Uint8Array.of(0) })).toThrow(/'w' has/);
  });

  it.each([
    ['offset', '1.5'],
    ['offset', '-4'],
    ['offset', '1e3'],
    ['length', '18446744073709551616'],
    ['length', 'four'],
  ])('are refused of files beside the model: %s %s', (key, value) => {
    const externalData = [
      { key: 'location', value: 'w.data' },
      { key, value },
    ];
    const tensor = stored({ dims: [1n], dataType: 1, dataLocation: 1, externalData });
    expect(() => readTensor(tensor, new Map([['w.data', new Uint8Array(8)]]))).toThrow(/'w' takes bytes/);
  });
});
