import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import type { Constant, ElementType, Values } from '../../graph/graph.js';
import { sizeOf } from '../../graph/tensors.js';
import { arrays, bytesOf, elementCode, elementName, HALF } from './element.js';
import { rawDataOf, type ExternalData } from './external.js';
import { widenBfloat16, widenFloat16 } from './half.js';
import { NARROW, widenNarrow, type Narrow } from './narrow.js';
import type { Decoded, Init } from '../schema.js';

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' });
};

/** Bytes as values of a type; where they lie as such values do, nothing is copied. */
function viewed(type: ElementType, raw: Uint8Array, name: string): Values {
  const bytes = bytesOf(type);
  if (raw.length % bytes !== 0)
    fail({ given: `'${name}' has ${raw.length} bytes, not whole ${type} values`, remedy: 'the file is damaged' });
  const { buffer, byteOffset } = raw.byteOffset % bytes === 0 ? raw : new Uint8Array(raw);
  return new arrays[type](buffer as ArrayBuffer, byteOffset, raw.length / bytes);
}

/** Values that a file lists one by one. */
function listed(type: ElementType, tensor: Decoded<'TensorProto'>): ArrayLike<number | bigint> {
  if (type === 'float32') return tensor.floatData;
  if (type === 'float64') return tensor.doubleData;
  if (type === 'int64') return tensor.int64Data;
  if (type === 'uint64') return tensor.uint64Data;
  return type === 'uint32' ? tensor.uint64Data.map(Number) : tensor.int32Data;
}

function valuesOf(tensor: Decoded<'TensorProto'>, files: ExternalData, name: string, size: number): Values {
  const { dataType } = tensor;
  const isHalf = dataType === HALF.float16 || dataType === HALF.bfloat16;
  const raw = rawDataOf(tensor, files, size * (isHalf ? 2 : bytesOf(elementName(dataType, name))));
  if (isHalf) {
    const bits = raw.length > 0 ? (viewed('uint16', raw, name) as Uint16Array) : tensor.int32Data;
    return dataType === HALF.float16 ? widenFloat16(bits) : widenBfloat16(bits);
  }
  const type = elementName(dataType, name);
  if (raw.length > 0) return viewed(type, raw, name);
  return (arrays[type] as unknown as { from(values: ArrayLike<number | bigint>): Values }).from(listed(type, tensor));
}

const lacking = (name: string, found: string, shape: readonly number[], needed: string): never =>
  fail({
    given: `'${name}' has ${found}, its shape [${shape.join(', ')}] needs ${needed}`,
    remedy: 'the file is damaged',
  });

/** Sizes of a tensor. @throws FragilityError `engine/onnx` for one that no tensor has. */
function sizesOf({ dims }: Decoded<'TensorProto'>, name: string): number[] {
  const shape = dims.map(Number);
  if (!shape.every((size) => size >= 0) || !Number.isSafeInteger(sizeOf(shape)))
    fail({
      given: `'${name}' has the shape [${dims.slice(0, 8).join(', ')}]`,
      expected: 'sizes of at least 0 and fewer than 2⁵³ values',
      remedy: 'the file is damaged',
    });
  return shape;
}

/** A tensor of a type of 8 bits or less, as one that holds all of its values. */
function readNarrow(narrow: Narrow, tensor: Decoded<'TensorProto'>, files: ExternalData, name: string): Constant {
  const shape = sizesOf(tensor, name);
  const needed = Math.ceil((sizeOf(shape) * narrow.bits) / 8);
  const raw = rawDataOf(tensor, files, needed);
  const bytes = raw.length > 0 ? raw : tensor.int32Data;
  if (bytes.length !== needed) lacking(name, `${bytes.length} bytes of ${narrow.name}`, shape, `${needed}`);
  return { type: narrow.type, shape, data: widenNarrow(narrow, bytes, sizeOf(shape)), stored: narrow.name };
}

/** A tensor of a file, by its own name or another; half precision is widened to float32, narrower types to what holds their values. */
export function readTensor(tensor: Decoded<'TensorProto'>, files: ExternalData, name = tensor.name): Constant {
  const narrow = NARROW.get(tensor.dataType);
  if (narrow) return readNarrow(narrow, tensor, files, name);
  const type = elementName(tensor.dataType, name);
  const shape = sizesOf(tensor, name);
  const data = valuesOf(tensor, files, name, sizeOf(shape));
  if (data.length !== sizeOf(shape)) lacking(name, `${data.length} values`, shape, `${sizeOf(shape)}`);
  return { type, shape, data };
}

/** A tensor as a file holds it, with raw data. */
export const writeTensor = ({ type, shape, data }: Constant, name: string): Init<'TensorProto'> => ({
  name,
  dims: shape.map(BigInt),
  dataType: elementCode(type),
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});
