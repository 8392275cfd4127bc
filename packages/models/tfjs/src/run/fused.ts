import type { GraphNode } from './ends/graph-end.js';

/** Functions that converters fuse into the operation before them and that are taken out again: ends of models, and what not every backend has fused. */
const TAKEN_OUT = new Set(['Sigmoid', 'Tanh']);

/** Names of the operations that are fused into one, in base64 as JSON has them. */
const fusedIn = ({ attr }: GraphNode): readonly string[] =>
  (attr?.['fused_ops']?.list?.s ?? []).map((name) => atob(name));

function apart(node: GraphNode, taken: ReadonlySet<string>): readonly GraphNode[] {
  const fused = fusedIn(node);
  const last = fused.at(-1) ?? '';
  if (!TAKEN_OUT.has(last)) return [node];
  let name = `${node.name}/before`;
  while (taken.has(name)) name += '_';
  const list = { s: node.attr!['fused_ops']!.list!.s!.slice(0, -1) };
  const before = { ...node, name, attr: { ...node.attr, fused_ops: { list } } };
  return [before, { name: node.name, op: last, input: [name], attr: { T: { type: 'DT_FLOAT' } } }];
}

/** A graph whose sigmoids and hyperbolic tangents are operations of their own. */
export function unfused<Graph extends { readonly node: readonly GraphNode[] }>(graph: Graph): Graph {
  const taken = new Set(graph.node.map(({ name }) => name));
  return { ...graph, node: graph.node.flatMap((node) => apart(node, taken)) };
}
