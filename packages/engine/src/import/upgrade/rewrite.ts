import { FragilityError } from '@fragility/numerics';
import type { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Node } from '../../graph/graph.js';
import type { Precision } from '../../graph/tensors.js';

/** What rewriting one node may use. */
export interface Upgrade {
  readonly opset: number;
  readonly builder: GraphBuilder;
  readonly precision: Precision;
  known(name: string | undefined): Constant | undefined;
  /** Whether a node, or the graph's output, reads a value. */
  isRead(name: string): boolean;
}

/** Puts a node's meaning into the builder, in operator set 17; returns false where it means the same there. */
export type Rewrite = (node: Node, upgrade: Upgrade) => boolean;

export const refuse = (node: Node, why: string, remedy: string): never => {
  throw new FragilityError(
    { given: `operator ${node.op} (node '${node.name}') ${why}`, remedy },
    { where: 'engine/import', code: 'engine/operator', kind: 'input' },
  );
};

/** A node's attributes but for some. */
export const without = (node: Node, ...names: readonly string[]): Node['attributes'] =>
  Object.fromEntries(Object.entries(node.attributes).filter(([name]) => !names.includes(name)));

export const append = ({ builder }: Upgrade, node: Node): true => {
  builder.append(node);
  return true;
};
