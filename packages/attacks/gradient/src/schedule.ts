import type { Row } from '@fragility/numerics';

/** A point with the value of the loss there. */
export interface Valued {
  readonly x: Row;
  readonly value: number;
}

/** How the step length follows the loss. */
export interface Schedule {
  /** The point after x, whose gradient is given: a new row, within budget and bounds. */
  next(x: Row, gradient: Row): Row;
  /** Told after each step whether the loss rose, and the best point so far; returns whether to go on from that. */
  returns(rose: boolean, best: Valued): boolean;
}
