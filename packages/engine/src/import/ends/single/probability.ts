import type { Node } from '../../../graph/graph.js';
import type { Typed } from '../../typed.js';
import { holds, uniform, type Place } from '../behind.js';
import { isCopy } from '../copies.js';
import { endOf, placeOf, type End } from '../cut.js';
import { rangeOf } from './range.js';

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
 * The end of a model that gives a probability for each example but no sigmoid of a number: the rest 1 − p, or a share of two, and otherwise
 *
 *     z = p − 1/2
 *
 * of a value that lies between 0 and 1, as its operators tell.
 */
export function probability(typed: Typed): End | undefined {
  const place = placeOf(typed.graph, typed.types, 1);
  const output = typed.graph.outputs[0]!;
  if (!output.type.startsWith('float')) return undefined;
  const { value, falls, nodes } = origin(output.name, place);
  const sign = falls ? -1 : 1;
  const alone = endOf({ ...typed, graph: { ...typed.graph, outputs: [{ ...output, name: value }] } }, 1);
  if (alone.squashing && alone.cut.at(-1) === alone.squashing)
    return { ...alone, cut: [...alone.cut, ...nodes], logit: { weights: [sign], offset: 0 } };
  const share = shareOfTwo(value, typed, place);
  if (share) {
    const weights = share.at === 0 ? [sign, -sign] : [-sign, sign];
    return { ...share.end, cut: [...share.end.cut, share.node, ...nodes], logit: { weights, offset: 0 } };
  }
  const [least, most] = rangeOf(output.name, place);
  return least >= 0 && most <= 1 ? { value: output.name, cut: [], logit: { weights: [1], offset: -1 / 2 } } : undefined;
}
