import type { EngineChoice } from '@fragility/model';
import type { Logit } from './cut.js';
import type { Graph } from '../../graph/graph.js';
import { loadRuntime } from '../../runtime/load.js';
import { probe } from '../probe.js';
import { withLogits, type Ended } from './logits.js';

/** What a graph ends in. */
export interface GraphEnd {
  /** The value that tells the classes apart: logits, or the one number z of two classes. */
  readonly value: string;
  /** Names of the nodes after it that leave the order of the classes alone. */
  readonly cut: readonly string[];
  /** What squashes logits into probabilities among them, and the name of the node that does. */
  readonly squashing?: { readonly kind: 'softmax' | 'sigmoid'; readonly node: string };
  /** Whether there is one number z for each example, which stands for the logits (0, z). */
  readonly binary: boolean;
  /** Whether rounding may make what the model gives for different logits equal, as sigmoids of two large ones are: it then decides for the first class. */
  readonly saturates?: true;
  /** The one number z of two classes, where it is another than the value. */
  readonly logit?: Logit;
}

/** The end that was found, by names. */
export function namedEnd({ end, binary }: Ended): GraphEnd {
  const { value, cut, squashing, kind = 'softmax', saturates, logit } = end;
  return {
    value,
    cut: cut.map(({ name }) => name),
    ...(squashing && { squashing: { kind, node: squashing.name } }),
    binary,
    ...(saturates && { saturates }),
    ...(logit && { logit }),
  };
}

/** What was done to the end of a model, for the report. */
export const endFacts = ({
  squashing,
  binary,
  logit,
}: Pick<GraphEnd, 'squashing' | 'binary' | 'logit'>): Record<string, string> => ({
  ...(squashing ? { [`${squashing.kind} cut off`]: squashing.node } : {}),
  ...(binary
    ? {
        'two classes': logit?.offset
          ? 'the one output p as logits 0 and p − 1/2'
          : 'the one output z as logits 0 and z',
      }
    : {}),
});

/**
 * Where a graph of one input `[batch, …]` has its logits: its output, or the value before a softmax, log-softmax or sigmoid and the
 * order-preserving nodes around them. `graphClassifier` cuts there by itself; this is for programs that run the model elsewhere.
 *
 * @throws FragilityError `engine/output` where the output is not one row of numbers for each example; `engine/operator`, `engine/shape`.
 * @example (await findEnd(denseGraph(layers, 'float32'))).cut; // []
 */
export const findEnd = async (graph: Graph, engine: EngineChoice = 'auto'): Promise<GraphEnd> =>
  namedEnd(withLogits(await probe(await loadRuntime(engine), graph)));
