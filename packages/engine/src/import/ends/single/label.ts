import type { Node } from '../../../graph/graph.js';
import type { Typed } from '../../typed.js';
import { isAlongEntries, type Place } from '../behind.js';
import { isCopy } from '../copies.js';
import { placeOf } from '../cut.js';

/** A graph that gives the scores whose largest the file names, and the nodes that do. */
interface Scored {
  readonly typed: Typed;
  readonly nodes: readonly Node[];
}

/** Whether a node hands numbers on, in another type or shape. */
const handsOn = (node: Node, { types }: Place): boolean => node.op === 'Cast' || isCopy(node, types);

/** Whether a value is whole numbers, or these in another type or shape. */
export function isWhole(name: string, place: Place): boolean {
  if (/^u?int/.test(place.types.get(name)?.type ?? '')) return true;
  const node = place.maker(name);
  return node !== undefined && handsOn(node, place) && isWhole(node.inputs[0]!, place);
}

/** The graph without the choice of the largest score, where a file gives the number of the class that has it. */
export function withoutLabel(typed: Typed): Scored | undefined {
  const nodes: Node[] = [];
  const output = typed.graph.outputs[0]!;
  const outer = placeOf(typed.graph, typed.types, 1);
  let node = outer.maker(output.name);
  while (node && handsOn(node, outer)) {
    nodes.unshift(node);
    node = outer.maker(node.inputs[0]!);
  }
  if (node?.op !== 'ArgMax' || node.attributes['select_last_index'] === 1) return undefined;
  const scores = node.inputs[0]!;
  const { shape } = typed.types.get(scores)!;
  const axis = (node.attributes['axis'] as number | undefined) ?? 0;
  const classes = shape.at(axis);
  if (typeof classes !== 'number' || classes < 2) return undefined;
  if (!isAlongEntries(placeOf(typed.graph, typed.types, classes), shape, axis)) return undefined;
  const port = { name: scores, ...typed.types.get(scores)! };
  return { typed: { ...typed, graph: { ...typed.graph, outputs: [port] } }, nodes: [node, ...nodes] };
}
