import type { DifferentiableClassifier } from '@fragility/model';
import type { Constant, Graph, Node } from '../../graph/graph.js';
import { capabilityOf, type Capability } from '../capability.js';
import { moving } from '../batch/observe.js';
import type { Typed } from '../typed.js';
import { prune } from '../simplify/prune.js';
import { simulated } from './simulated.js';
import { firstQuantised } from './weights.js';

/** How gradients pass what is rounded to whole numbers: not at all, or as if it were not rounded. */
export type Quantisation = 'exact' | 'straight-through';

/** The graph with quantised weights as the real numbers that they stand for. */
function withReal(graph: Graph, weights: ReadonlyMap<string, Constant>): Graph {
  const nodes = graph.nodes.filter(({ outputs }) => !weights.has(outputs[0]!));
  return prune({ ...graph, nodes, constants: new Map([...graph.constants, ...weights]) });
}

const REMEDY = 'give the model quantisation: straight-through, whose gradients take rounding for the identity';

const stopAt = ({ name: node, op }: Node): Capability => ({
  stop: { node, op, reason: `operator ${op} (node '${node}') rounds to whole numbers`, remedy: REMEDY },
});

/** What a graph offers that rounds what depends on its input to whole numbers; undefined where it does not. */
export function quantisedCapability(
  { graph, types, weights = new Map() }: Typed,
  quantisation: Quantisation,
): Capability | undefined {
  const first = firstQuantised(graph, moving(graph));
  if (!first) return undefined;
  if (quantisation === 'exact') return stopAt(first);
  const { graph: real, types: known, straight, stop } = simulated({ graph: withReal(graph, weights), types });
  return stop ? { stop } : capabilityOf(real, known, straight);
}

/** The classifier with the logits of its own graph, also where gradients come from a simulation of it. */
export const withOwnLogits = (model: DifferentiableClassifier): DifferentiableClassifier => ({
  ...model,
  vjp: async (x) => {
    const [logits, pullback] = [await model.logits(x), await model.vjp(x)];
    return { ...pullback, logits };
  },
});
