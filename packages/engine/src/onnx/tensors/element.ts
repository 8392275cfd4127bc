import { FragilityError } from '@fragility/numerics';
import type { ElementType } from '../../graph/graph.js';
import { NARROW } from './narrow.js';

const elementCodes: Record<ElementType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

/** ONNX's names of the element types that graphs here do not hold. */
const others = new Map<number, string>([
  [0, 'no element type'],
  [8, 'string'],
  [10, 'float16'],
  [14, 'complex64'],
  [15, 'complex128'],
  [16, 'bfloat16'],
]);

const elementNames = new Map(Object.entries(elementCodes).map(([name, code]) => [code, name as ElementType]));

/** The typed array that holds values of each element type. */
export const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** Bytes of one value of an element type. */
export const bytesOf = (type: ElementType): number => arrays[type].BYTES_PER_ELEMENT;

/** ONNX's number for an element type. */
export const elementCode = (type: ElementType): number => elementCodes[type];

/** Numbers of the types that are widened to float32 on reading. */
export const HALF = { float16: 10, bfloat16: 16 } as const;

/** What ONNX calls the element type of a number. */
export const nameOfElement = (code: number): string =>
  elementNames.get(code) ??
  others.get(code) ??
  NARROW.get(code)?.name ??
  `an element type that ONNX does not number (${code})`;

const unheld = (name: string, of: string): never => {
  const remedy =
    name === 'string'
      ? 'words have no small perturbations: export the part of the model that follows the numbers made of them'
      : 'export the model in one of these';
  throw new FragilityError(
    { given: `'${of}' holds ${name}`, expected: 'floating-point numbers, integers or bool', remedy },
    { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' },
  );
};

/** The element type that ONNX's number stands for; half precision is widened to float32. */
export function elementName(code: number, of: string): ElementType {
  if (code === HALF.float16 || code === HALF.bfloat16) return 'float32';
  return elementNames.get(code) ?? unheld(nameOfElement(code), of);
}

/**
 * The element type that the runtime names so; none for what holds no numbers: strings, sequences, maps.
 *
 * @throws FragilityError `engine/onnx` for floating-point numbers that graphs do not hold.
 */
export function elementType(name: string | false, of: string): ElementType | undefined {
  if (name && /float|complex/.test(name) && !Object.hasOwn(elementCodes, name)) return unheld(name, of);
  return name && Object.hasOwn(elementCodes, name) ? (name as ElementType) : undefined;
}
