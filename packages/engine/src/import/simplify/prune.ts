import { readsOf, reading } from '../../graph/bodies.js';
import type { Graph, Node, ValueType } from '../../graph/graph.js';

type Types = ReadonlyMap<string, ValueType>;

/** Whether a node hands its input on as it is: an Identity, and where types are known a Cast to the type that its input has. */
export function isMereCopy({ op, inputs, outputs }: Node, types?: Types): boolean {
  if (op !== 'Cast') return op === 'Identity';
  const [from, to] = [types?.get(inputs[0]!)?.type, types?.get(outputs[0]!)?.type];
  return from !== undefined && from === to;
}

/** The graph without nodes and constants that no output depends on, and without mere copies. */
export function prune(graph: Graph, types?: Types): Graph {
  const renamed = new Map<string, string>();
  const source = (name: string): string => renamed.get(name) ?? name;
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  const distinct = graph.nodes.flatMap((node) => {
    if (!isMereCopy(node, types) || outputs.has(node.outputs[0]!)) return [reading(node, source)];
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
