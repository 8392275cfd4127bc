import type { Node } from '../../graph/graph.js';
import { activations } from './activations.js';
import { arithmetic } from './arithmetic.js';
import { convolution } from './convolution.js';
import { layout } from './layout.js';
import { pooling } from './pooling.js';
import { products } from './products.js';
import { refuse, type BoundRule } from './rule.js';

/** The bound rule of every operator that can be bounded; a new operator is one more line in its file. */
export const boundRules: Readonly<Record<string, BoundRule>> = {
  ...activations,
  ...arithmetic,
  ...convolution,
  ...layout,
  ...pooling,
  ...products,
};

/**
 * The bound rule of a node.
 *
 * @throws FragilityError `engine/bound-rule` naming the node whose operator has none.
 */
export const boundRuleOf = (node: Node): BoundRule =>
  Object.hasOwn(boundRules, node.op) ? boundRules[node.op]! : refuse(node, 'has no bound rule');
