import type { Node } from '../graph/graph.js';
import { activations } from './activations.js';
import { arithmetic } from './arithmetic.js';
import { contraction } from './einsum.js';
import { convolution } from './convolution.js';
import { gathering } from './gather.js';
import { sampling } from './grid-sample.js';
import { layout } from './layout.js';
import { normalisation } from './normalisation.js';
import { norms } from './norms.js';
import { ordering } from './order.js';
import { pooling } from './pooling.js';
import { products } from './products.js';
import { reductions } from './reductions.js';
import { resizing } from './resize.js';
import { refuse, type Rule } from './rule.js';
import { scattering } from './scatter.js';
import { selection } from './selection.js';
import { trigonometry } from './trigonometry.js';

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
