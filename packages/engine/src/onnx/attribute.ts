import { FragilityError } from '@fragility/numerics';
import type { Attribute } from '../graph/graph.js';
import type { Decoded, Init } from './schema.js';
import { readTensor, writeTensor } from './tensor.js';

/** An attribute as a file holds it. */
export function writeAttribute(name: string, value: Attribute): Init<'AttributeProto'> {
  if (typeof value === 'number') return { name, type: 2, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('floats' in value) return { name, type: 6, floats: [...value.floats] };
  if ('tensor' in value) return { name, type: 4, t: writeTensor(value.tensor, name) };
  return { name, type: 7, ints: value.map(BigInt) };
}

/** An attribute of a file. */
export function readAttribute({ name, type, f, i, s, t, floats, ints }: Decoded<'AttributeProto'>): Attribute {
  if (type === 1) return { float: f };
  if (type === 2) return Number(i);
  if (type === 3) return new TextDecoder().decode(s);
  if (type === 4 && t) return { tensor: readTensor(t) };
  if (type === 6) return { floats };
  if (type === 7) return ints.map(Number);
  throw new FragilityError(
    `attribute '${name}' has ONNX attribute type ${type}, expected a number, a string, a tensor or a list of numbers; simplify the model`,
    { where: 'engine/onnx', code: 'engine/onnx' },
  );
}
