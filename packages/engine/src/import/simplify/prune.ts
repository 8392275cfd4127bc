import { readsOf, reading } from '../../graph/bodies.js';
import type { Graph } from '../../graph/graph.js';

/** The graph without nodes and constants that no output depends on, and without mere copies. */
export function prune(graph: Graph): Graph {
  const renamed = new Map<string, string>();
  const source = (name: string): string => renamed.get(name) ?? name;
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const distinct = graph.nodes.flatMap((node) => {
    if (node.op !== 'Identity' || outputs.has(node.outputs[0]!)) return [reading(node, source)];
    renamed.set(node.outputs[0]!, source(node.inputs[0]!));
    return [];
  });
  const needed = new Set(outputs);
  const nodes = distinct.toReversed().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    readsOf(node).forEach((name) => needed.add(name));
    return true;
  });
  const constants = new Map([...graph.constants].filter(([name]) => needed.has(name)));
  return { ...graph, nodes: nodes.reverse(), constants };
}
