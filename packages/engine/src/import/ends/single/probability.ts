import { GraphBuilder } from '../../../graph/builder.js';
import type { Dimension, Node, Shape } from '../../../graph/graph.js';
import { filled, integers, type Precision } from '../../../graph/tensors.js';
import type { Typed } from '../../typed.js';
import { holds, uniform, type Place } from '../behind.js';
import { isCopy } from '../copies.js';
import { endOf, placeOf, type End } from '../cut.js';
import { rangeOf } from './range.js';

/** A graph with one number for each example that is above 0 where its probability is above 1/2, and its end. */
export interface Single {
  readonly typed: Typed;
  readonly end: End;
}

/** A probability p, or 1 − p, and the nodes that copy or turn it. */
interface Turned {
  readonly value: string;
  readonly falls: boolean;
  readonly nodes: readonly Node[];
}

/** What a value is a copy of, or of what it is the rest to 1. */
function origin(name: string, place: Place): Turned {
  const node = place.maker(name);
  const isRest = node?.op === 'Sub' && uniform(node.inputs[0], place) === 1;
  if (!node || !(isRest || isCopy(node, place.types))) return { value: name, falls: false, nodes: [] };
  const { value, falls, nodes } = origin(node.inputs[isRest ? 1 : 0]!, place);
  return { value, falls: falls !== isRest, nodes: [...nodes, node] };
}

/** Place of the one number that a node takes of two. */
function placeAmongTwo(node: Node, name: string, { graph }: Place): number | undefined {
  const wholes = (value?: string): number[] | undefined => {
    const known = graph.constants.get(value ?? '');
    return known && Array.from(known.data as ArrayLike<number | bigint>, Number);
  };
  if (node.op === 'Split') return node.outputs.length === 2 ? node.outputs.indexOf(name) : undefined;
  const at = ['Gather', 'Slice'].includes(node.op) ? wholes(node.inputs[1]) : undefined;
  return at?.length === 1 && at[0]! >= -2 && at[0]! < 2 ? (at[0]! + 2) % 2 : undefined;
}

/** The two logits that a value is one share of, and which of them it belongs to. */
function shareOfTwo(name: string, typed: Typed, place: Place): { end: End; at: number; node: Node } | undefined {
  const node = place.maker(name);
  const at = node && placeAmongTwo(node, name, place);
  const pair = node?.inputs[0] ?? '';
  const type = typed.types.get(pair);
  if (!node || at === undefined || !type || !holds(place, type.shape, 2)) return undefined;
  const end = endOf({ ...typed, graph: { ...typed.graph, outputs: [{ name: pair, ...type }] } }, 2);
  const after = end.squashing ? end.cut.slice(end.cut.indexOf(end.squashing) + 1) : [];
  const isShare = end.kind === 'softmax' && end.squashing?.op !== 'LogSoftmax';
  return isShare && after.every((each) => isCopy(each, typed.types)) ? { end, at, node } : undefined;
}

/**
 * The one number z of a model that gives a probability for each example but no sigmoid of a number: the rest 1 − p, a share of two, and otherwise
 *
 *     z = p − 1/2
 *
 * of a value that lies between 0 and 1, as its operators tell.
 */
export function probability(typed: Typed): Single | undefined {
  const place = placeOf(typed.graph, typed.types, 1);
  const output = typed.graph.outputs[0]!;
  const { type } = output;
  if (!type.startsWith('float')) return undefined;
  const { value, falls, nodes } = origin(output.name, place);
  const builder = GraphBuilder.from({ ...typed.graph, outputs: [] });
  const types = new Map(typed.types);
  const known = (name: string, shape: Shape): string => {
    types.set(name, { type, shape });
    return name;
  };
  const ending = (name: string, end: Omit<End, 'value'>): Single => {
    builder.output({ name, ...types.get(name)! });
    const graph = builder.build();
    graph.constants.forEach((constant, each) => types.set(each, { type: constant.type, shape: constant.shape }));
    return { typed: { ...typed, graph, types }, end: { ...end, value: name } };
  };
  const alone = endOf({ ...typed, graph: { ...typed.graph, outputs: [{ ...output, name: value }] } }, 1);
  if (alone.squashing && alone.cut.at(-1) === alone.squashing) {
    const z = falls ? known(builder.node('Neg', [alone.value]), types.get(alone.value)!.shape) : alone.value;
    return ending(z, { ...alone, cut: [...alone.cut, ...nodes] });
  }
  const share = shareOfTwo(value, typed, place);
  if (share) {
    const [n] = typed.graph.inputs[0]!.shape as [Dimension];
    const rows = known(builder.node('Reshape', [share.end.value, builder.constant(integers([-1, 2]))]), [n, 2]);
    const of = (k: number): string =>
      known(builder.node('Gather', [rows, builder.constant(integers([k]))], { axis: 1 }), [n, 1]);
    const [own, other] = [of(share.at), of(1 - share.at)];
    const z = known(builder.node('Sub', falls ? [other, own] : [own, other]), [n, 1]);
    return ending(z, { ...share.end, cut: [...share.end.cut, share.node, ...nodes] });
  }
  const [least, most] = rangeOf(output.name, place);
  if (!(least >= 0 && most <= 1)) return undefined;
  const half = builder.constant(filled(type as Precision, [], 1 / 2));
  return ending(known(builder.node('Sub', [output.name, half]), output.shape), { cut: [], halved: true });
}
