import type { Node } from '../../graph/graph.js';
import { elementCode, HALF } from '../../onnx/tensors/element.js';
import { TYPES } from '../../onnx/half-nodes.js';

/** The node with float32 in place of the half precision that it asks for: weights have been widened on reading. */
export function widened(node: Node): Node {
  const halves: readonly unknown[] = Object.values(HALF);
  const named = TYPES.filter((name) => halves.includes(node.attributes[name]));
  if (named.length === 0) return node;
  const float32 = Object.fromEntries(named.map((name) => [name, elementCode('float32')]));
  return { ...node, attributes: { ...node.attributes, ...float32 } };
}
