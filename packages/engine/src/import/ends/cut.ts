import type { Graph, Node } from '../../graph/graph.js';
import type { Typed } from '../typed.js';
import { behind } from './maps.js';
import type { Behind, Place, Rising, Types } from './behind.js';

/** The logit of the second of two classes, z = Σ_k w_k v_k + c of the numbers v that a value holds for each example. */
export interface Logit {
  readonly weights: readonly number[];
  readonly offset: number;
}

/** What a model ends in. */
export interface End {
  /** The value that tells the classes apart: logits, or the one number z of two classes. */
  readonly value: string;
  /** The nodes after it that were found to leave the order of the classes alone, in the order in which they run; none where nothing is cut. */
  readonly cut: readonly Node[];
  /** The node among them that squashes logits into probabilities. */
  readonly squashing?: Node;
  readonly kind?: 'softmax' | 'sigmoid';
  /** Whether different logits may become equal numbers by rounding, as sigmoids of two large ones do: the file then decides for the first class. */
  readonly saturates?: boolean;
  /** The one number of two classes, where it is another than the value. */
  readonly logit?: Logit;
}

/** A node on the way back from the output. */
interface Step extends Behind {
  readonly node: Node;
}

const ALIKE: Rising = (x) => x;

/** A probability above which an example can hold no second one, and one that its largest reaches. */
const thresholds = (entries: number): readonly [number, number] => [1 / Math.max(entries, 2), 1 / 2];

/** How thresholds of shares are seen right after what squashes; nothing is known of sigmoids beside one another. */
function seen({ squashes }: Step, entries: number): Rising | undefined {
  if (squashes === 'shares') return ALIKE;
  if (squashes === 'logs') return Math.log;
  return squashes === 'odds' && entries === 1 ? ALIKE : undefined;
}

/**
 * Whether the steps after the one that squashes keep the classes apart: a range that is kept in must hold the thresholds, so that the
 * largest share is never made equal to another. A single number must stay comparable with the middle of its range.
 */
function keepsApart(squash: Step, after: readonly Step[], entries: number): boolean {
  const [low, high] = thresholds(entries);
  let through = seen(squash, entries);
  for (const { clip, rising } of after) {
    if (clip && !(through && clip[0] <= through(low) && through(high) <= clip[1])) return false;
    const before = through;
    through = before && rising && ((x) => rising(before(x)));
  }
  if (entries > 1) return true;
  const scales = after.every(({ node }) => !['Add', 'Sub'].includes(node.op));
  return scales || Math.abs(through?.(1 / 2) ?? 1) < 1e-6;
}

/** A place for finding the end of a graph whose types are known. */
export function placeOf(graph: Graph, types: Types, entries: number): Place {
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  return { graph, types, entries, examples: graph.inputs[0]!.shape[0]!, maker: (name) => makers.get(name) };
}

/**
 * The end of a classifier, found from its output backwards through nodes that leave the order of an example's numbers alone: copies and
 * changes of shape, softmax and its logarithm over the classes (as one operator or spelled out), sigmoid, logarithms, positive factors, and
 * clipping that cannot make the largest number equal to another,
 *
 *     argmax f(x) = argmax φ(f(x)),   φ rising and the same for all classes
 *
 * Cut is all from the innermost node that squashes on, of one number from the outermost, which says where the classes part; what follows logits that
 * are not squashed is part of the model.
 */
export function endOf({ graph, types }: Pick<Typed, 'graph' | 'types'>, entries: number): End {
  const place = placeOf(graph, types, entries);
  const output = graph.outputs[0]!.name;
  let end: End = { value: output, cut: [] };
  const steps: Step[] = [];
  for (let node = place.maker(output); node; node = place.maker(steps[0]!.value)) {
    const found = behind(node, place);
    if (!found) break;
    const step = { node, ...found };
    if (step.squashes !== undefined) {
      if (!keepsApart(step, steps, entries)) break;
      const after = steps.flatMap((each) => [...(each.inner ?? []), each.node]);
      const saturates = entries > 1 && (step.squashes === 'odds' || step.squashes === 'powers');
      const kind = step.squashes === 'odds' ? 'sigmoid' : 'softmax';
      end = { value: step.value, cut: [...(step.inner ?? []), node, ...after], squashing: node, kind, saturates };
      if (entries === 1) break;
    }
    steps.unshift(step);
  }
  return end;
}
