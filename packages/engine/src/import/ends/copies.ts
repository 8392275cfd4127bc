import type { Node, Shape } from '../../graph/graph.js';
import type { Types } from './behind.js';

const COPIES = new Set(['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze']);

/** Whether a transposition leaves the order of the values in memory alone: it moves axes of one only. */
function keepsOrder({ attributes }: Node, shape: Shape): boolean {
  const perm = attributes['perm'] as readonly number[] | undefined;
  const moved = (perm ?? shape.map((_, k) => shape.length - 1 - k)).filter((axis) => shape[axis] !== 1);
  return moved.every((axis, k) => k === 0 || axis > moved[k - 1]!);
}

const isFloat = (types: Types, name: string): boolean => types.get(name)?.type.startsWith('float') ?? false;

/** Whether a node hands its first input on as it is, value by value in the same order, up to rounding to another precision. */
export function isCopy(node: Node, types: Types): boolean {
  const [x, y] = [node.inputs[0]!, node.outputs[0]!];
  if (node.op === 'Dropout') return node.inputs.slice(2).every((name) => name === '');
  if (COPIES.has(node.op)) return true;
  if (node.op === 'Cast') return isFloat(types, x) && isFloat(types, y);
  return node.op === 'Transpose' && keepsOrder(node, types.get(x)!.shape);
}
