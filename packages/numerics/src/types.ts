import type { Row } from './batch.js';

/** Norm of a perturbation: largest coordinate, Euclidean, sum of absolute values, or number of changed coordinates. */
export type Norm = 'linf' | 'l2' | 'l1' | 'l0';

/** The norms that are norms: balls are convex and there is a dual. Counting coordinates (L0) is none, and lengths do not scale it. */
export type ConvexNorm = Exclude<Norm, 'l0'>;

/** Smallest and largest allowed value of every coordinate, or null for the whole space. */
export type Bounds = readonly [lower: number, upper: number] | null;

/** What counts as fooled: `margin(logits, criterion) < 0`, strictly. Without a target any class but the label will do. */
export interface Criterion {
  readonly label: number;
  readonly target?: number;
}

/**
 * A loss on the logits of one example, to be *ascended* by an attack.
 *
 * `cotangent` is ∂value/∂logits up to a positive factor (its largest entry is scaled to 1 where the loss is not linear): a row of its own,
 * or `out`, where that is given.
 */
export type Loss = (logits: Row, out?: Row) => { readonly value: number; readonly cotangent: Row };

/** A stream of random numbers: the same seed and keys give the same numbers on every platform. */
export interface Random {
  /** Uniform on the open interval (0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** An independent stream named by `key`; does not advance this one, and does not depend on how far it has advanced. */
  fork(key: string | number): Random;
}
