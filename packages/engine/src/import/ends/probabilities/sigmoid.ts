import type { Node } from '../../../graph/graph.js';
import { uniform, type Behind, type Place, type Rising } from '../behind.js';

export const odds: Rising = (z) => 1 / (1 + Math.exp(-z));

/** The value z where a value is −z, and the node that makes it. */
function negated(name: string, place: Place): { value: string; node: Node } | undefined {
  const node = place.maker(name);
  if (node?.op === 'Neg') return { value: node.inputs[0]!, node };
  if (node?.op !== 'Mul') return undefined;
  const [a, b] = node.inputs as [string, string];
  if (uniform(b, place) === -1) return { value: a, node };
  return uniform(a, place) === -1 ? { value: b, node } : undefined;
}

/** 1 / (1 + e^(−z)), spelled out: what is divided into 1 is the last input. */
export function spelledSigmoid({ op, inputs }: Node, place: Place): Behind | undefined {
  if (op === 'Div' && uniform(inputs[0], place) !== 1) return undefined;
  const sum = place.maker(inputs.at(-1)!);
  if (sum?.op !== 'Add') return undefined;
  const other = sum.inputs.find((name) => uniform(name, place) === undefined);
  if (!sum.inputs.some((name) => uniform(name, place) === 1)) return undefined;
  const power = place.maker(other ?? '');
  const minus = power?.op === 'Exp' ? negated(power.inputs[0]!, place) : undefined;
  return minus && { value: minus.value, rising: odds, squashes: 'odds', inner: [minus.node, power!, sum] };
}
