import { HALF } from './tensors/element.js';
import type { Decoded } from './schema.js';

type GraphProto = Decoded<'GraphProto'>;
type NodeProto = GraphProto['node'][number];

const codes: readonly number[] = Object.values(HALF);

/** Attributes that name the type of what a node makes. */
export const TYPES = ['to', 'dtype', 'output_dtype', 'stash_type'];

/** Nodes that read weights or inputs in half precision, hold some, or change numbers to it: what depends on them is rounded to it in the file. */
export function nodesInHalf({ initializer, input, node }: GraphProto): NodeProto[] {
  const halves = new Set([
    ...initializer.filter(({ dataType }) => codes.includes(dataType)).map(({ name }) => name),
    ...input.filter(({ type }) => codes.includes(type?.tensorType?.elemType ?? 0)).map(({ name }) => name),
  ]);
  const asks = ({ attribute }: NodeProto): boolean =>
    attribute.some(
      ({ name, i, t }) => codes.includes(t?.dataType ?? 0) || (TYPES.includes(name) && codes.includes(Number(i))),
    );
  return node.filter((each) => asks(each) || each.input.some((name) => halves.has(name)));
}
