import type { Graph, Node } from '../graph/graph.js';

/** Operators that leave the order of the classes alone. */
const CARRIERS = new Set(['Reshape', 'Flatten', 'Identity', 'Squeeze', 'Unsqueeze']);

/** The softmax that a graph ends in, if it does. */
function finalSoftmax(graph: Graph): Node | undefined {
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0]!, node]));
  let node = makers.get(graph.outputs[0]!.name);
  while (node && CARRIERS.has(node.op)) node = makers.get(node.inputs[0]!);
  return node && ['Softmax', 'LogSoftmax'].includes(node.op) ? node : undefined;
}

/** The graph without the softmax at its end, whose input are the logits; `cut` names it. */
export function cutSoftmax(graph: Graph): { readonly graph: Graph; readonly cut: string | undefined } {
  const last = finalSoftmax(graph);
  if (!last) return { graph, cut: undefined };
  const nodes = graph.nodes.map((node) =>
    node === last ? { ...node, op: 'Identity', attributes: {}, inputs: [node.inputs[0]!] } : node,
  );
  return { graph: { ...graph, nodes }, cut: last.name };
}
