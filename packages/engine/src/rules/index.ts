import type { Node } from '../graph/graph.js';
import { activations } from './elementwise/activations.js';
import { arithmetic } from './elementwise/arithmetic.js';
import { contraction } from './sums/einsum.js';
import { convolution } from './spatial/convolution.js';
import { gathering } from './indexing/gather.js';
import { sampling } from './spatial/grid-sample.js';
import { layout } from './indexing/layout.js';
import { normalisation } from './sums/normalisation.js';
import { norms } from './sums/norms.js';
import { ordering } from './indexing/order.js';
import { pooling } from './spatial/pooling.js';
import { products } from './sums/products.js';
import { reductions } from './sums/reductions.js';
import { resizing } from './spatial/resize.js';
import { refuse, type Rule } from './rule.js';
import { scattering } from './indexing/scatter.js';
import { selection } from './indexing/selection.js';
import { trigonometry } from './elementwise/trigonometry.js';

/** The reverse-mode rule of every operator that can be differentiated; a new operator is one more line in its file. */
export const rules: Readonly<Record<string, Rule>> = {
  ...activations,
  ...arithmetic,
  ...contraction,
  ...convolution,
  ...gathering,
  ...layout,
  ...normalisation,
  ...norms,
  ...ordering,
  ...pooling,
  ...products,
  ...reductions,
  ...resizing,
  ...sampling,
  ...scattering,
  ...selection,
  ...trigonometry,
};

/**
 * The rule of a node.
 *
 * @throws FragilityError `engine/operator` naming the node whose operator has none.
 */
export function ruleOf(node: Node): Rule {
  return Object.hasOwn(rules, node.op)
    ? rules[node.op]!
    : refuse(node, 'has no gradient', 'export the model without it, or use attacks that need logits only');
}

export type { Rule } from './rule.js';
