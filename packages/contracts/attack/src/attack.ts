import type { Classifier } from '@fragility/model';
import type { Criterion, Loss, Norm, Random, Row } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { type Definition, type OutputOf, type Schema } from '@fragility/plugin';
import type { Space } from './space.js';

/** What an attack needs to see of the model, least first. */
export type Access = 'decision' | 'scores' | 'gradient' | 'dense';

/** Fool within a given budget, or with the smallest perturbation. */
export type Goal = 'fixed-budget' | 'smallest';

/** What can count as success: any other class, or a given one. */
export type Aim = 'untargeted' | 'targeted';

export interface Decision {
  /** The class the model chooses. */
  readonly class: number;
  /** Whether the criterion is met beyond rounding: margin(logits, criterion) < −noise. */
  readonly fooled: boolean;
}

export interface LogitsResult extends Decision {
  readonly logits: Row;
}

export interface GradientResult extends LogitsResult {
  /** Value of the loss. */
  readonly value: number;
  /** ∇ₓ of the loss, up to the loss's positive factor. */
  readonly gradient: Row;
}

/** The queries of an example, by the access the attack requires. */
export interface QueriesOf {
  decision: { decide(x: Row): Promise<Decision> };
  scores: QueriesOf['decision'] & { logits(x: Row): Promise<LogitsResult> };
  gradient: QueriesOf['scores'] & {
    /** The gradient is a row of its own, or `out`, where that is given: an attack that needs each gradient only once spares the memory. */
    gradient(x: Row, loss: Loss, out?: Row): Promise<GradientResult>;
    /** Gradients of several losses at one point: one forward pass for all, a backward pass for each. */
    gradients(x: Row, losses: readonly Loss[]): Promise<readonly GradientResult[]>;
  };
  dense: QueriesOf['gradient'] & { readonly layers: readonly DenseLayer[] };
}

/** What an attack may say about its own result. */
export interface Note {
  /** True only where the result is proven to be the smallest possible; the record says so up to the tolerance that rounding leaves. */
  readonly exact?: boolean;
  /** With `exact`: the proven lower bound of the distance, in exact arithmetic; the distance of the best point where it is left out. */
  readonly bound?: number;
  readonly reason?: string;
  /** Who asks from now on: an ensemble names its member, and the record says whose point it is. */
  readonly by?: string;
  /** Why the result may be misleading, such as a randomised model; all of them are kept. */
  readonly warning?: string;
}

/** What a model shows of itself: its facts, and its graph or layers where it has them. */
export type ReadableModel = Omit<Classifier, 'logits' | 'head' | 'dispose'>;

/** One example under attack: the input, what counts as success, and the queries that the attack may make. */
export type Example<A extends Access = Access, N extends Norm = Norm> = {
  readonly id: string;
  /** Its place among the examples, from 0; undefined where some of them cannot be read. */
  readonly position: number | undefined;
  readonly input: Row;
  readonly shape: readonly number[];
  readonly classes: number;
  readonly criterion: Criterion;
  /** Largest allowed perturbation in the chosen norm; Infinity for an unlimited smallest-norm attack. */
  readonly budget: number;
  readonly random: Random;
  readonly space: Space<N>;
  /** The model without what answers questions: for attacks that say that they read it (`reads`). */
  readonly model?: ReadableModel | undefined;
  /** Best point seen so far: fooled, inside bounds and budget, smallest distance. */
  best(): { readonly x: Row; readonly distance: number } | null;
  note(note: Note): void;
} & QueriesOf[A];

/** An attack on one example. Every point queried is a candidate; a returned point is queried once more. */
export type Attacker<A extends Access = Access, N extends Norm = Norm> = (
  example: Example<A, N>,
) => Promise<Row | null | undefined | void>;

/** What an attack is made in. */
export interface AttackContext {
  /** Where relative paths lead from. */
  readonly folder: string;
}

export interface AttackDefinition<
  P extends Schema = Schema,
  A extends Access = Access,
  N extends Norm = Norm,
  G extends Goal = Goal,
> extends Definition<'attack', P> {
  /** Where the attack is described: an arXiv number or a paper. */
  readonly reference: string;
  readonly norms: readonly N[];
  readonly goal: G;
  readonly requires: A;
  /** More that the attack makes use of where the model offers it; what an example offers is otherwise what the attack requires, and no more. */
  readonly prefers?: Access;
  /** Whether the attack reads the model itself, whose graph it takes apart: its own arithmetic is not counted as queries. */
  readonly reads?: 'model';
  /** What the attack can be asked for; both if left out. */
  readonly criteria?: readonly Aim[];
  /** Which constants of the method are lengths in the units of x, in words; without it an attack does the same at every scale of the inputs. */
  readonly absolute?: string;
  /** About how many passes through the model an example takes within one budget, by which work is divided and time is foretold; left out, parameters that say how often something is done tell. */
  passes?(params: Readonly<Record<string, unknown>>, about: { readonly classes: number }): number;
  create(params: OutputOf<P>, context?: AttackContext): Attacker<A, N>;
  /** Refuses, before any work, files that the parameters name and that are not as they must be. */
  check?(params: Readonly<Record<string, unknown>>, context: AttackContext): Promise<void>;
}

/** An attack definition whose types are forgotten: for lists. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyAttack = AttackDefinition<any, any, any, any>;

/**
 * Defines an attack; generics infer the types of params, questions and norms.
 *
 * @example
 * const fgsm = defineAttack({
 *   name: 'fgsm', summary: 'One steepest-ascent step of the whole budget', reference: 'arXiv:1412.6572',
 *   norms: ['linf', 'l2', 'l1'], goal: 'fixed-budget', requires: 'gradient', params: z.strictObject({}),
 *   create: () => async ({ input, criterion, budget, space, gradient }) =>
 *     space.extreme((await gradient(input, crossEntropy(criterion))).gradient, budget),
 * });
 */
export const defineAttack = /* @__NO_SIDE_EFFECTS__ */ <
  P extends Schema,
  const A extends Access,
  const N extends Norm,
  const G extends Goal,
>(
  definition: Omit<AttackDefinition<P, A, N, G>, 'kind'>,
): AttackDefinition<P, A, N, G> => ({ kind: 'attack', ...definition });
