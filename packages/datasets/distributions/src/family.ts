import type { Random } from '@fragility/numerics';

/** What shapes a distribution, beside its name. */
export interface Shape {
  readonly dimension: number;
  readonly degrees: number;
  readonly correlation: number;
  readonly rank: number;
  readonly noise: number;
  readonly clusters: number;
  readonly share: number;
  readonly ratio: number;
}

/** Parameters that belong to some distributions only. */
export type Option = Exclude<keyof Shape, 'dimension'>;

/** Distribution function of one coordinate; null where a coordinate is ±1. */
export type Marginal = ((x: number) => number) | null;

/** A distribution on R^d whose coordinates have mean 0 and variance 1. */
export interface Family {
  /** Name for tables and figures. */
  readonly title: (shape: Shape) => string;
  readonly options: readonly Option[];
  readonly marginal: (shape: Shape) => Marginal;
  /** How points are drawn, each from a stream of its own; what all of them share is drawn from `shared`. */
  readonly sampler: (shape: Shape, shared: Random) => (own: Random) => Float64Array;
}
