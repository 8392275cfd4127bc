import type { Attribute } from '../../graph/graph.js';
import type { Tape } from '../../graph/tape.js';
import { putBack, zerosLike } from './places.js';
import { axisOf, flag, knownWholes, refuse, sizeAt, whole, type Rule } from '../rule.js';

const rest = (tape: Tape): string[] => tape.node.inputs.slice(1).map((name) => (name ? tape.value(name) : ''));

/** A linear operator whose transpose is itself with other attributes: dx = A'(dy). */
const transposedBy =
  (change: Readonly<Record<string, (tape: Tape) => Attribute>> = {}): Rule =>
  (tape, dy) => {
    const changed = Object.entries(change).map(([name, value]) => [name, value(tape)] as const);
    return [tape.emit(tape.node.op, [dy, ...rest(tape)], { ...tape.node.attributes, ...Object.fromEntries(changed) })];
  };

/** The k largest or smallest values: dy goes to where each came from. */
const topK: Rule = (tape, dy, [values]) => {
  const { node } = tape;
  const [x, k] = node.inputs as [string, string];
  if (!values) return [];
  const places = node.outputs[1]
    ? tape.value(node.outputs[1])
    : tape.emitSecond('TopK', [tape.value(x), tape.value(k)], node.attributes);
  return [tape.emit('ScatterElements', [zerosLike(tape, x, dy), places, dy], { axis: whole(node, 'axis', -1) })];
};

/** Entries along an axis where a constant condition holds. */
const compress: Rule = (tape, dy) => {
  const { node } = tape;
  const x = node.inputs[0]!;
  const rank = tape.shape(x).length;
  if (node.attributes['axis'] === undefined && rank > 1)
    refuse(node, 'takes entries of the flattened batch', 'give it an axis');
  const axis = axisOf(whole(node, 'axis', 0), rank);
  const places = knownWholes(tape, 1)!.flatMap((kept, place) => (kept ? [place] : []));
  return [putBack(tape, dy, axis, rank, places, sizeAt(tape, x, axis))];
};

export const ordering = {
  Compress: compress,
  /** y_i = Σ x_j over j ≤ i: dx_j = Σ dy_i over i ≥ j. */
  CumSum: transposedBy({ reverse: ({ node }) => Number(!flag(node, 'reverse')) }),
  ReverseSequence: transposedBy(),
  TopK: topK,
  Trilu: transposedBy(),
} satisfies Record<string, Rule>;
