import { readsOf } from '../../graph/bodies.js';
import type { Graph, Node } from '../../graph/graph.js';
import { DEQUANTIZE, QUANTIZE } from './operators.js';

/** The first node that rounds values which depend on the input to a few bits. */
export const firstQuantised = ({ nodes }: Graph, moving: ReadonlySet<string>): Node | undefined =>
  nodes.find(({ op, inputs }) => QUANTIZE.has(op) && moving.has(inputs[0] ?? ''));

const MOVES = new Set(['Identity', 'Reshape', 'Transpose', 'Flatten', 'Squeeze', 'Unsqueeze']);

/**
 * Weights of a quantised graph, from whole numbers to where they meet what depends on the input. The runtime computes with the whole numbers
 * themselves, by kernels of its own, so these nodes must stay for the result to be the file's; none where only weights are quantised.
 */
export function quantisedWeights(graph: Graph, moving: ReadonlySet<string>): ReadonlySet<string> {
  if (!firstQuantised(graph, moving)) return new Set();
  const weights = new Set<string>();
  for (const node of graph.nodes) {
    const still = !readsOf(node).some((name) => moving.has(name));
    if (still && (DEQUANTIZE.has(node.op) || (MOVES.has(node.op) && weights.has(node.inputs[0] ?? ''))))
      weights.add(node.outputs[0]!);
  }
  return weights;
}
