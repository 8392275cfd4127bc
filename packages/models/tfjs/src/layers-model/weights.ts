import { fail } from '../error.js';

/** Values of a tensor of a model file; bool is one byte per value. */
export interface Weight {
  /** Type in the model; uint8 and int32 are whole numbers. Default: that of `data`. */
  readonly dtype?: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** How float values were squeezed into a file: value = stored · scale + min, or half precision. */
interface Quantization {
  readonly dtype: string;
  readonly scale?: number;
  readonly min?: number;
}

/** One tensor as the manifest describes it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: Quantization;
}

/** Tensors that lie one after the other in the concatenation of some files. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

const BYTES: ReadonlyMap<string, number> = new Map([
  ['float32', 4],
  ['int32', 4],
  ['bool', 1],
  ['uint8', 1],
]);
const QUANTIZED_BYTES: ReadonlyMap<string, number> = new Map([
  ['uint8', 1],
  ['uint16', 2],
  ['float16', 2],
]);

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Bytes of one stored value. */
function width({ name, dtype, quantization }: WeightSpec): number {
  const plain =
    BYTES.get(dtype) ??
    fail('weight', {
      given: `the weight '${name}' has dtype '${dtype}'`,
      expected: `${[...BYTES.keys()].join(', ')}`,
      remedy: 'convert the model again',
    });
  if (!quantization) return plain;
  return (
    QUANTIZED_BYTES.get(quantization.dtype) ??
    fail('weight', {
      given: `the weight '${name}' is quantised to '${quantization.dtype}'`,
      expected: `${[...QUANTIZED_BYTES.keys()].join(', ')}`,
      remedy: 'convert the model again',
    })
  );
}

/** The number that sixteen bits of IEEE 754 half precision stand for. */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Values of a tensor from its bytes, little-endian. */
function decode(spec: WeightSpec, bytes: Uint8Array): Weight['data'] {
  const { dtype, shape, quantization } = spec;
  const size = sizeOf(shape);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (quantization) {
    const { dtype: stored, scale = 1, min = 0 } = quantization;
    const value = (k: number): number =>
      stored === 'float16'
        ? half(view.getUint16(2 * k, true))
        : (stored === 'uint16' ? view.getUint16(2 * k, true) : bytes[k]!) * scale + min;
    return dtype === 'float32'
      ? Float32Array.from({ length: size }, (_, k) => value(k))
      : Int32Array.from({ length: size }, (_, k) => Math.round(value(k)));
  }
  if (dtype === 'float32') return Float32Array.from({ length: size }, (_, k) => view.getFloat32(4 * k, true));
  if (dtype === 'int32') return Int32Array.from({ length: size }, (_, k) => view.getInt32(4 * k, true));
  return bytes.slice();
}

/** The tensors of one group from the bytes of its files. */
export function decodeGroup({ paths, weights }: WeightGroup, files: readonly Uint8Array[]): Map<string, Weight> {
  const widths = weights.map((spec) => width(spec) * sizeOf(spec.shape));
  const expected = widths.reduce((a, b) => a + b, 0);
  const found = files.reduce((sum, { length }) => sum + length, 0);
  if (found !== expected)
    fail('shard', {
      given: `${paths.map((path) => `'${path}'`).join(', ')} ${paths.length > 1 ? 'hold' : 'holds'} ${found} bytes, the manifest says ${expected}`,
      remedy: `copy the file${paths.length > 1 ? 's' : ''} again, whole`,
    });
  let bytes = files[0] ?? new Uint8Array();
  if (files.length > 1) {
    bytes = new Uint8Array(found);
    let at = 0;
    for (const file of files) {
      bytes.set(file, at);
      at += file.length;
    }
  }
  let at = 0;
  return new Map(
    weights.map((spec, k) => {
      const data = decode(spec, bytes.subarray(at, at + widths[k]!));
      at += widths[k]!;
      return [spec.name, { dtype: spec.dtype, shape: spec.shape, data }];
    }),
  );
}
