import type { GraphBuilder } from '../../graph/builder.js';
import type { Graph, Node } from '../../graph/graph.js';
import { inline } from './inline.js';
import type { Known } from './known.js';

/** Makes the outputs of a node copies of other values. */
export const copied = (builder: GraphBuilder, { name, outputs }: Node, values: readonly string[]): void =>
  outputs.forEach((output, k) => {
    if (output !== '')
      builder.append({ name: `${name}/${k}`, op: 'Identity', inputs: [values[k]!], outputs: [output], attributes: {} });
  });

/** Puts the branch that an If takes in its place; false where its condition is not known. */
export function takeBranch(builder: GraphBuilder, node: Node, known: Known): boolean {
  const condition = known(node.inputs[0]!);
  if (condition?.data.length !== 1) return false;
  const branch = node.attributes[condition.data[0] ? 'then_branch' : 'else_branch'] as { readonly graph: Graph };
  copied(builder, node, inline(builder, branch.graph));
  return true;
}
