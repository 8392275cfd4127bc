import { FragilityError } from '@fragility/numerics';
import type { Attribute, Graph } from '../graph/graph.js';
import type { ExternalData } from './tensors/external.js';
import type { Decoded, Init } from './schema.js';
import { readTensor, writeTensor } from './tensors/tensor.js';

const text = new TextDecoder();
const utf8 = new TextEncoder();

/** An attribute as a file holds it; `writeGraph` writes the graphs of branches and loops. */
export function writeAttribute(
  name: string,
  value: Attribute,
  writeGraph: (graph: Graph) => Init<'GraphProto'>,
): Init<'AttributeProto'> {
  if (typeof value === 'number') return { name, type: 2, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: 3, s: utf8.encode(value) };
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('floats' in value) return { name, type: 6, floats: [...value.floats] };
  if ('strings' in value) return { name, type: 8, strings: value.strings.map((each) => utf8.encode(each)) };
  if ('tensor' in value) return { name, type: 4, t: writeTensor(value.tensor, name) };
  if ('graph' in value) return { name, type: 5, g: writeGraph(value.graph) };
  return { name, type: 7, ints: value.map(BigInt) };
}

/** ONNX's numbers for "to the end" are larger than numbers here are exact. */
const whole = (value: bigint): number =>
  Math.max(-Number.MAX_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(value)));

const kinds = new Map([
  [9, 'a list of tensors'],
  [10, 'a list of graphs'],
  [11, 'a sparse tensor'],
  [12, 'a list of sparse tensors'],
  [13, 'a type'],
  [14, 'a list of types'],
]);

/** An attribute of a file; `readGraph` reads the graphs of branches and loops. */
export function readAttribute(
  { name, type, f, i, s, t, g, floats, ints, strings }: Decoded<'AttributeProto'>,
  files: ExternalData,
  readGraph: (graph: Decoded<'GraphProto'>) => Graph,
): Attribute {
  if (type === 1) return { float: f };
  if (type === 2) return whole(i);
  if (type === 3) return text.decode(s);
  if (type === 4 && t) return { tensor: readTensor(t, files, t.name || name) };
  if (type === 5 && g) return { graph: readGraph(g) };
  if (type === 6) return { floats };
  if (type === 7) return ints.map(whole);
  if (type === 8) return { strings: strings.map((each) => text.decode(each)) };
  throw new FragilityError(
    {
      given: `attribute '${name}' is ${kinds.get(type) ?? 'of no known type'}`,
      expected: 'a number, a string, a tensor, a graph or a list',
      remedy: 'simplify the model',
    },
    { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' },
  );
}
