import { FragilityError } from '@fragility/numerics';
import type { Constant, ElementType, Values } from '../graph/graph.js';
import type { Decoded, Init } from './schema.js';

const elementCodes: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };
const elementNames = new Map(Object.entries(elementCodes).map(([name, code]) => [code, name as ElementType]));

/** The typed array that holds values of each element type. */
export const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const;

const fail = (message: string): never => {
  throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/onnx' });
};

/** ONNX's number for an element type. */
export const elementCode = (type: ElementType): number => elementCodes[type];

const EXPECTED = 'expected float, double, int64, int32 or bool; export the model in one of these';

/** The element type that ONNX's number stands for. */
export const elementName = (code: number, of: string): ElementType =>
  elementNames.get(code) ?? fail(`'${of}' has ONNX element type ${code}, ${EXPECTED}`);

/** The element type that the runtime names so. */
export const elementType = (name: string | false, of: string): ElementType =>
  name && name in elementCodes ? (name as ElementType) : fail(`'${of}' holds ${name || 'no tensor'}, ${EXPECTED}`);

/** A tensor of a file. */
export function readTensor(tensor: Decoded<'TensorProto'>): Constant {
  const { name, rawData } = tensor;
  if (tensor.dataLocation === 1) fail(`'${name}' is stored outside of the file; save the model as one file`);
  const type = elementName(tensor.dataType, name);
  const shape = tensor.dims.map(Number);
  const size = shape.reduce((a, b) => a * b, 1);
  const typed = {
    float32: tensor.floatData,
    float64: tensor.doubleData,
    int64: tensor.int64Data,
    int32: tensor.int32Data,
    bool: tensor.int32Data,
  };
  const data =
    rawData.length > 0
      ? rawData.length % arrays[type].BYTES_PER_ELEMENT === 0
        ? new arrays[type](new Uint8Array(rawData).buffer)
        : fail(`'${name}' has ${rawData.length} bytes, not whole ${type} values; the file is damaged`)
      : (arrays[type] as { from(values: ArrayLike<unknown>): Values }).from(typed[type]);
  if (data.length !== size)
    fail(`'${name}' has ${data.length} values, its shape [${shape.join(', ')}] needs ${size}; the file is damaged`);
  return { type, shape, data };
}

/** A tensor as a file holds it, with raw data. */
export const writeTensor = ({ type, shape, data }: Constant, name: string): Init<'TensorProto'> => ({
  name,
  dims: shape.map(BigInt),
  dataType: elementCodes[type],
  rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
});
