import type { Node } from '../../../graph/graph.js';
import type { Typed } from '../../typed.js';
import { isAlongEntries, uniform, type Place } from '../behind.js';
import { isCopy } from '../copies.js';
import { placeOf } from '../cut.js';
import { isSumOf } from './shares.js';

/** The probability p of the second of two classes, and the nodes that make (1 − p, p) of it. */
export interface Complement {
  readonly value: string;
  readonly nodes: readonly Node[];
}

/** The value that a value is a copy of. */
function origin(name: string, place: Place): string {
  const node = place.maker(name);
  return node && isCopy(node, place.types) ? origin(node.inputs[0]!, place) : name;
}

/** What a model of two classes ends in where it makes (1 − p, p) of one number p, perhaps divided by their sum 1, as scikit-learn's exporter writes it. */
export function complement({ graph, types }: Pick<Typed, 'graph' | 'types'>): Complement | undefined {
  const place = placeOf(graph, types, 2);
  const last = place.maker(origin(graph.outputs[0]!.name, place));
  const divided = last?.op === 'Div' && isSumOf(last.inputs[1]!, last.inputs[0]!, place) ? last : undefined;
  const pair = divided ? place.maker(origin(divided.inputs[0]!, place)) : last;
  if (pair?.op !== 'Concat' || pair.inputs.length !== 2) return undefined;
  const { shape } = types.get(pair.outputs[0]!)!;
  if (!isAlongEntries(place, shape, pair.attributes['axis'] as number)) return undefined;
  const [first, second] = pair.inputs.map((name) => origin(name, place)) as [string, string];
  const rest = place.maker(first);
  const isRest =
    rest?.op === 'Sub' && uniform(rest.inputs[0], place) === 1 && origin(rest.inputs[1]!, place) === second;
  return isRest ? { value: second, nodes: [rest, pair, ...(divided ? [divided] : [])] } : undefined;
}
