import type { Fact, Head, Levels } from '@fragility/model';
import type { Bounds } from '@fragility/numerics';
import type { Differentiated } from '../graph/differentiate.js';
import type { Graph } from '../graph/graph.js';
import type { Precision } from '../graph/tensors.js';
import type { Runtime } from '../runtime/runtime.js';

/** The last affine map of a graph, and the graph `input [batch, ...inputShape] → features [batch, m]` of what it takes. */
export interface GraphHead extends Omit<Head, 'features'> {
  readonly graph: Graph;
}

/** A graph that classifies, and what is known about it. */
export interface Network {
  readonly runtime: Runtime;
  /** `input [batch, ...inputShape] → logits [batch, classes]`. */
  readonly graph: Graph;
  derive(): Differentiated;
  /** Where the logits are an affine map of features. */
  readonly head?: GraphHead | undefined;
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly bounds: Bounds;
  readonly precision: Precision;
  readonly levels?: Levels | undefined;
  /** Number of examples that every call of the runtime takes; undefined for any number. */
  readonly batch?: number | undefined;
  /** Most examples of one call of the runtime, so that memory does not grow with the batch. */
  readonly limit: number;
  readonly facts?: Readonly<Record<string, Fact>> | undefined;
}
