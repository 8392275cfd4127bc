import { GraphBuilder } from '../../graph/builder.js';
import type { Node } from '../../graph/graph.js';
import type { Typed } from '../typed.js';
import { placeOf } from './cut.js';
import { isAlongEntries, type Place } from './behind.js';

/** A sigmoid, or a part of one: the sigmoid, and the node that takes the part. */
interface Column {
  readonly sigmoid: Node;
  readonly part?: Node;
}

/** What a column of probabilities is made of. */
function columnOf(name: string, place: Place): Column | undefined {
  const node = place.maker(name);
  if (node?.op === 'Sigmoid') return { sigmoid: node };
  if (node?.op !== 'Slice') return undefined;
  const sigmoid = place.maker(node.inputs[0]!);
  return sigmoid?.op === 'Sigmoid' ? { sigmoid, part: node } : undefined;
}

/**
 * The graph with one sigmoid for all classes, where each has one of its own, as models of one class against the rest are written: a function of one
 * number may come before or after parts are taken and put together.
 */
export function withOneSigmoid(typed: Typed, entries: number): Typed {
  const place = placeOf(typed.graph, typed.types, entries);
  const joins = (node: Node): boolean =>
    node.op === 'Concat' &&
    isAlongEntries(place, typed.types.get(node.outputs[0]!)!.shape, node.attributes['axis'] as number) &&
    node.inputs.every((name) => columnOf(name, place));
  if (!typed.graph.nodes.some(joins)) return typed;
  const builder = GraphBuilder.from({ ...typed.graph, nodes: [] });
  const types = new Map(typed.types);
  builder.reserve(typed.graph.nodes.flatMap(({ outputs }) => outputs));
  const like = (name: string, of: string): string => {
    types.set(name, types.get(of)!);
    return name;
  };
  for (const node of typed.graph.nodes) {
    if (!joins(node)) {
      builder.append(node);
      continue;
    }
    const scores = node.inputs.map((name) => {
      const { sigmoid, part } = columnOf(name, place)!;
      const z = sigmoid.inputs[0]!;
      return part ? like(builder.node('Slice', [z, ...part.inputs.slice(1)], part.attributes), name) : z;
    });
    const all = like(builder.node('Concat', scores, node.attributes), node.outputs[0]!);
    builder.append({ ...node, op: 'Sigmoid', inputs: [all], attributes: {} });
  }
  return { ...typed, graph: builder.build(), types };
}
