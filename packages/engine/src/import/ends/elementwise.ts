import type { Node } from '../../graph/graph.js';
import { holds, uniform, type Behind, type Place, type Rising } from './behind.js';

const ARITHMETIC: Readonly<Record<string, (number: number, first: boolean) => Rising | undefined>> = {
  Add: (c) => (x) => x + c,
  Sub: (c, first) => (first ? undefined : (x) => x - c),
  Mul: (c) => (c > 0 ? (x) => x * c : undefined),
  Div: (c, first) => (first || !(c > 0) ? undefined : (x) => x / c),
};

/** The sum, difference, product or quotient with one number. */
export function arithmetic(node: Node, place: Place): Behind | undefined {
  const [a, b] = node.inputs as [string, string];
  const [left, right] = [uniform(a, place), uniform(b, place)];
  const number = left ?? right;
  const value = left === undefined ? a : b;
  const rising = number === undefined ? undefined : ARITHMETIC[node.op]!(number, left !== undefined);
  return rising && Number.isFinite(number) && holds(place, place.types.get(value)!.shape, place.entries)
    ? { value, rising }
    : undefined;
}

const clipped = (value: string, least: number, most: number): Behind | undefined =>
  least < most ? { value, clip: [least, most], rising: (x) => Math.min(Math.max(x, least), most) } : undefined;

/** Numbers kept in a range that is known. */
export function clip({ op, inputs }: Node, place: Place): Behind | undefined {
  const [x, low, high] = inputs as [string, string?, string?];
  if (op === 'Relu') return clipped(x, 0, Infinity);
  if (op === 'Clip') {
    const least = low ? uniform(low, place) : -Infinity;
    const most = high ? uniform(high, place) : Infinity;
    return least === undefined || most === undefined ? undefined : clipped(x, least, most);
  }
  if (inputs.length !== 2) return undefined;
  const [left, right] = [uniform(x, place), uniform(low, place)];
  const bound = left ?? right;
  const value = left === undefined ? x : low!;
  if (bound === undefined || !holds(place, place.types.get(value)!.shape, place.entries)) return undefined;
  return op === 'Max' ? clipped(value, bound, Infinity) : clipped(value, -Infinity, bound);
}
