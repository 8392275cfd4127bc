import type { Rewritten } from '@fragility/model';
import type { Graph, Node } from '../graph/graph.js';

/** Nodes of a graph that another one does not have: there is none there that makes the same value by the same operator. */
export function gone(before: Graph, after: Graph): Node[] {
  const kept = new Map(after.nodes.flatMap((node) => node.outputs.map((name) => [name, node.op] as const)));
  return before.nodes.filter(
    ({ op, outputs }) => op !== 'Constant' && kept.get(outputs.find((name) => name !== '')!) !== op,
  );
}

const COPIES = new Set(['Identity', 'Dropout']);

/** What a step has done to a graph, by name, if anything. */
export function rewritten(rewrite: string, before: Graph, after: Graph): Rewritten[] {
  const nodes = gone(before, after).map(({ name }) => name);
  return nodes.length > 0 ? [{ rewrite, nodes }] : [];
}

/** What leaving out has done to a graph: mere copies, and nodes that the output does not need. */
export function leftOut(before: Graph, after: Graph): Rewritten[] {
  const nodes = gone(before, after);
  const named = (rewrite: string, some: readonly Node[]): Rewritten[] =>
    some.length > 0 ? [{ rewrite, nodes: some.map(({ name }) => name) }] : [];
  return [
    ...named(
      'copies removed',
      nodes.filter(({ op }) => COPIES.has(op)),
    ),
    ...named(
      'unused nodes left out',
      nodes.filter(({ op }) => !COPIES.has(op)),
    ),
  ];
}
