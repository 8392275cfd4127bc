import type { Node } from '../../../graph/graph.js';
import { isAlongEntries, uniform, type Behind, type Place } from '../behind.js';
import { isCopy } from '../copies.js';

const POSITIVE = new Set(['Exp', 'Sigmoid', 'Softmax', 'Softplus']);
const NORMS = new Set(['Abs', 'ReduceL1', 'ReduceL2', 'ReduceSumSquare']);
const OVER_ENTRIES = new Set(['ReduceSum', 'ReduceMax', 'ReduceMean', 'ReduceL1', 'ReduceL2', 'ReduceLogSumExp']);

/** Whether a value is never negative: truths as numbers, and positive factors of them. */
function isNotNegative(name: string, place: Place): boolean {
  const node = place.maker(name);
  if (!node) return false;
  const [x, c] = node.inputs as [string, string?];
  if (node.op === 'Cast' && place.types.get(x)?.type === 'bool') return true;
  return node.op === 'Mul' && (uniform(c, place) ?? -1) >= 0 && isNotNegative(x, place);
}

/** Whether a value is positive, whatever the input. */
function isPositive(name: string, place: Place): boolean {
  const node = place.maker(name);
  if (!node) return false;
  const [x, c] = node.inputs as [string, string?];
  if (POSITIVE.has(node.op)) return true;
  if (node.op === 'Where') return isGuarded(node, place);
  if (node.op === 'Add') return isPositive(x, place) && ((uniform(c, place) ?? -1) >= 0 || isNotNegative(c!, place));
  if (node.op === 'Concat') return node.inputs.every((each) => isPositive(each, place));
  if (node.op === 'Reciprocal' || node.op === 'Slice') return isPositive(x, place);
  if (node.op === 'Max' || node.op === 'Clip') return (uniform(c, place) ?? -1) > 0;
  return (isCopy(node, place.types) || OVER_ENTRIES.has(node.op)) && isPositive(x, place);
}

/** Whether a node puts a positive number in place of 0 in a value that is never negative, before something is divided by it. */
function isGuarded({ inputs }: Node, place: Place): boolean {
  const [none, instead, value] = inputs as [string, string, string];
  const [comparison, size] = [place.maker(none), place.maker(value)];
  const isZero =
    comparison?.op === 'Equal' && comparison.inputs[0] === value && uniform(comparison.inputs[1], place) === 0;
  return isZero && (uniform(instead, place) ?? 0) > 0 && (NORMS.has(size?.op ?? '') || isPositive(value, place));
}

/** Axes that a reduction runs over. */
function axesOf({ inputs, attributes }: Node, { graph }: Place): readonly number[] | undefined {
  if (Array.isArray(attributes['axes'])) return attributes['axes'] as number[];
  const known = graph.constants.get(inputs[1] ?? '');
  return known && Array.from(known.data as ArrayLike<number | bigint>, Number);
}

/** Whether a value is the sum of the numbers of each example of another. */
export function isSumOf(name: string, of: string, place: Place): boolean {
  const node = place.maker(name);
  if (!node) return false;
  if (isCopy(node, place.types)) return isSumOf(node.inputs[0]!, of, place);
  if (node.op !== 'ReduceSum' && node.op !== 'ReduceL1') return false;
  const axes = axesOf(node, place);
  return node.inputs[0] === of && axes?.length === 1 && isAlongEntries(place, place.types.get(of)!.shape, axes[0]!);
}

/** One number for every example, in a shape that goes with all numbers of an example and with no other's. */
function isOfExample(name: string, beside: string, place: Place): boolean {
  const [one, many] = [place.types.get(name)?.shape, place.types.get(beside)!.shape];
  const axis = many.findIndex((_, k) => isAlongEntries(place, many, k));
  return axis >= 0 && one?.join() === many.with(axis, 1).join();
}

/** A softmax over the classes, as one operator. */
export function softmax({ op, inputs, attributes }: Node, place: Place): Behind | undefined {
  const x = inputs[0]!;
  const axis = (attributes['axis'] as number | undefined) ?? -1;
  if (place.entries < 2 || !isAlongEntries(place, place.types.get(x)!.shape, axis)) return undefined;
  return { value: x, squashes: op === 'Softmax' ? 'shares' : 'logs' };
}

/** Division by a positive number of each example; by the sum of them, positive numbers become shares. */
export function perExample({ op, inputs }: Node, place: Place): Behind | undefined {
  const [x, r] = inputs as [string, string];
  if (place.entries < 2 || !isOfExample(r, x, place)) return undefined;
  if (op === 'Add' || op === 'Sub') return { value: x };
  if (!isPositive(r, place)) return undefined;
  return isPositive(x, place) && op === 'Div' && isSumOf(r, x, place) ? { value: x, squashes: 'shares' } : { value: x };
}
