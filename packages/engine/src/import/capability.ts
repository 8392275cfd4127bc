import type { GradientStop } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import { differentiate, type Differentiated } from '../graph/differentiate.js';
import type { Graph, ValueType } from '../graph/graph.js';

/** The derivative of a classifier's graph, or the node that has none. */
export type Capability =
  | { readonly derived: Differentiated; readonly stop?: never }
  | { readonly stop: GradientStop; readonly derived?: never };

/** What a graph offers: gradients of its output with respect to its input, or logits only and the node that stops gradients. */
export function capabilityOf(graph: Graph, types: ReadonlyMap<string, ValueType>): Capability {
  try {
    return { derived: differentiate(graph, { of: graph.outputs[0]!.name, wrt: [graph.inputs[0]!.name] }, types) };
  } catch (cause) {
    if (!(cause instanceof FragilityError) || !cause.node) throw cause;
    const { name: node, op, why } = cause.node;
    return { stop: { node, op, reason: `operator ${op} (node '${node}') ${why}` } };
  }
}
