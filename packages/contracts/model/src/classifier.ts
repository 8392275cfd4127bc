import { FragilityError, type Batch, type Bounds } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import type { Head } from './head.js';

/** Something that was done to the graph of a file, and the nodes of the file that it was done to. */
export interface Rewritten {
  readonly rewrite: string;
  readonly nodes: readonly string[];
}

/** What is worth reporting: a number, a few words, or what was done to the user's graph. */
export type Fact = string | number | readonly Rewritten[];

/** The node of a graph that no gradient passes. */
export interface GradientStop {
  readonly node: string;
  readonly op: string;
  /** Why: `operator LSTM (node 'r') has no gradient`. */
  readonly reason: string;
  /** What lets gradients pass, if anything does: `give the model quantisation: straight-through`. */
  readonly remedy?: string;
}

/**
 * Inputs of a model that takes whole numbers, in the units of the images: coordinates are lower + k (upper − lower)/count for whole k.
 *
 * @example
 * const grey = { lower: 0, upper: 1, count: 255 };
 * grey.lower + (51 * (grey.upper - grey.lower)) / grey.count; // 0.2
 */
export interface Levels {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/**
 * A classifier f: R^d → R^K that returns logits, never with probabilities.
 *
 * Rows are independent: the result for an example does not depend on its batch. Safe to call concurrently: the implementation queues.
 * The caller may write over its inputs once it has its answers, the gradients of a pullback included: an answer shares no memory with them.
 */
export interface Classifier {
  /** Shape of one input, without the batch: `[784]`, `[224, 224, 3]`. */
  readonly inputShape: readonly number[];
  /** Number of classes K ≥ 2. */
  readonly classes: number;
  /** Range of every input coordinate, or null for the whole space. */
  readonly bounds: Bounds;
  /** Precision in which the model evaluates; inputs are rounded to it at its door. */
  readonly precision: 'float32' | 'float64';
  /**
   * Where the model takes whole numbers, the only inputs that it can be given: attacks ask about these. Between them logits and gradients may be
   * those of the model as if it took real numbers.
   */
  readonly levels?: Levels;
  /** True where logits say which class is chosen and nothing else: attacks that need scores are refused. */
  readonly decisionOnly?: true;
  /** What is worth reporting about the model: training loss, accuracy, runtime. */
  readonly facts?: Readonly<Record<string, Fact>>;
  /** Why the model offers logits only, where it might have offered more. */
  readonly gradientStop?: GradientStop;
  /** The last affine map and the features that it takes, where they can be read. */
  readonly head?: Head | undefined;
  /** Logits `[n, K]` of inputs `[n, ...inputShape]`. */
  logits(x: Batch): Promise<Batch>;
  /** Releases what the model holds outside of JavaScript's heap. */
  dispose?(): Promise<void>;
}

/** A forward pass that can be pulled back: `backward(c)[i] = Σ_k c[i,k] ∇f_k(x_i)`, `[n, ...inputShape]`. May be called several times. */
export interface Pullback {
  readonly logits: Batch;
  /** The result may be written into `out`, as long as it is, where that is given: fresh memory for every batch costs more than the numbers in it. */
  backward(cotangent: Batch, out?: Float64Array): Promise<Batch>;
}

/** A classifier with vector-Jacobian products. */
export interface DifferentiableClassifier extends Classifier {
  vjp(x: Batch): Promise<Pullback>;
}

/** A fully connected network whose layers can be read: closed forms and region walks work on it. */
export interface DenseClassifier extends DifferentiableClassifier {
  readonly layers: readonly DenseLayer[];
}

/** A classifier whose features can be read. */
export interface FeatureClassifier extends Classifier {
  readonly head: Head;
}

/** What a model offers, weakest first. */
export type Capability = 'logits' | 'gradients' | 'dense';

/**
 * Whether a model offers vector-Jacobian products.
 *
 * @example isDifferentiable(model); // true
 */
export const isDifferentiable = (model: Classifier): model is DifferentiableClassifier => 'vjp' in model;

/**
 * The same model, which must offer vector-Jacobian products.
 *
 * @throws FragilityError `model/gradients` naming the node that stops gradients.
 * @example (await asDifferentiable(model).vjp(inputs)).logits;
 */
export function asDifferentiable(model: Classifier): DifferentiableClassifier {
  if (isDifferentiable(model)) return model;
  const why = model.gradientStop ? `: ${model.gradientStop.reason}` : '';
  throw new FragilityError(
    { given: `the model offers logits only${why}`, remedy: 'use attacks that need logits only' },
    { where: 'model/classifier', code: 'model/gradients', kind: 'input' },
  );
}

/**
 * What is left of a model whose gradients stop somewhere: logits. Its facts name the place.
 *
 * @example isDifferentiable(withoutGradients(model, { node: 'r', op: 'LSTM', reason: "operator LSTM (node 'r') has no gradient" })); // false
 */
export function withoutGradients<M extends DifferentiableClassifier>(
  model: M,
  gradientStop: GradientStop,
): Omit<M, 'vjp'> & Classifier {
  const { op, node, remedy } = gradientStop;
  const at = node === op ? op : `${op} (node '${node}')`;
  const facts = { ...model.facts, 'gradients stop at': `${at}${remedy ? `; ${remedy}` : ''}` };
  const left: Omit<M, 'vjp'> & Classifier & { vjp?: unknown } = { ...model, facts, gradientStop };
  delete left.vjp;
  return left;
}

/**
 * Whether a model's layers can be read.
 *
 * @example isDense(model); // true
 */
export const isDense = (model: Classifier): model is DenseClassifier => isDifferentiable(model) && 'layers' in model;

/**
 * Whether a model's features can be read.
 *
 * @example hasFeatures(model); // true
 */
export const hasFeatures = (model: Classifier): model is FeatureClassifier => model.head !== undefined;
