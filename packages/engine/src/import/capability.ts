import type { GradientStop } from '@fragility/model';
import { isFragilityError } from '@fragility/numerics';
import { withInner } from '../graph/bodies.js';
import { differentiate, type Differentiated } from '../graph/differentiate.js';
import type { Graph, Node, ValueType } from '../graph/graph.js';
import { rules, type Rule } from '../rules/index.js';
import { isLater } from './opsets/newer.js';

/** The derivative of a classifier's graph, or the node that has none. */
export type Capability =
  | { readonly derived: Differentiated; readonly stop?: never }
  | { readonly stop: GradientStop; readonly derived?: never };

/** What a graph offers: gradients of its output with respect to its input, or logits only and the node that stops gradients. */
export function capabilityOf(
  graph: Graph,
  types: ReadonlyMap<string, ValueType>,
  straight?: ReadonlyMap<string, Rule>,
): Capability {
  const set = graph.sets?.get('');
  if (set !== undefined) {
    const keeps = (node: Node): boolean => withInner([node]).some(isLater);
    const node = graph.nodes.find(keeps) ?? graph.nodes.find(({ op }) => !Object.hasOwn(rules, op)) ?? graph.nodes[0]!;
    const reason = `the graph stays in operator set ${set}, which gradients are not written in`;
    return { stop: { node: node.name, op: node.op, reason } };
  }
  try {
    return {
      derived: differentiate(
        graph,
        { of: graph.outputs[0]!.name, wrt: [graph.inputs[0]!.name], rules: straight },
        types,
      ),
    };
  } catch (cause) {
    if (!isFragilityError(cause) || !cause.node) throw cause;
    const { name: node, op, why } = cause.node;
    return { stop: { node, op, reason: `operator ${op} (node '${node}') ${why}` } };
  }
}
