import { renamedGraph } from '../graph/bodies.js';
import type { Graph, Node } from '../graph/graph.js';

/** ONNX Runtime hands values over as properties of objects, where this name is none. */
const UNNAMEABLE = '__proto__';

const INSTEAD = 'value named __proto__';

/** The name that ONNX Runtime knows a value by. */
export const namedInside = (name: string): string => (name === UNNAMEABLE ? INSTEAD : name);

/** Nodes with a name of their own each: a file's node may be called as one that came with a rewrite, of which ONNX Runtime makes an error. */
function apart(nodes: readonly Node[]): readonly Node[] {
  const taken = new Set(nodes.map(({ name }) => name));
  if (taken.size === nodes.length) return nodes;
  const seen = new Set<string>();
  return nodes.map((node) => {
    let { name } = node;
    if (seen.has(name)) while (taken.has(name)) name += '_';
    seen.add(name);
    taken.add(name);
    return node.name === '' ? node : { ...node, name };
  });
}

/** The graph with names that ONNX Runtime can hand values over by. */
export const nameable = (graph: Graph): Graph => renamedGraph({ ...graph, nodes: apart(graph.nodes) }, namedInside);
