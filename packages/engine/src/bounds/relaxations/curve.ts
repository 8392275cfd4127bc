/** A line, and how it moves with its parameter p ∈ [0, 1]: slope · z + intercept. */
export interface Line {
  slope: number;
  intercept: number;
  /** d slope / dp and d intercept / dp. */
  slopeBy: number;
  interceptBy: number;
}

/** An activation φ of one number, and the families of lines that bound it on an interval. */
export interface Curve {
  readonly name: string;
  value(z: number): number;
  /** φ′(z); from the left at a kink. */
  slope(z: number): number;
  /** φ(z), rounded down, and up. */
  below(z: number): number;
  above(z: number): number;
  /** |φ(a) − φ(b)| ≤ lipschitz · |a − b|. */
  readonly lipschitz: number;
  /** Whether φ is linear on each side of 0: such units can be split. */
  readonly piecewise: boolean;
  /** Whether the lower, and the upper line on [l, u] depend on their parameter. */
  isFree(l: number, u: number, side: 'lower' | 'upper'): boolean;
  /** The parameter that CROWN takes. */
  start(l: number, u: number, side: 'lower' | 'upper'): number;
  /** Writes the line of a parameter that is below, or above, φ on [l, u]. */
  line(l: number, u: number, p: number, side: 'lower' | 'upper', out: Line): void;
}

/** A line to be written into. */
export const emptyLine = (): Line => ({ slope: 0, intercept: 0, slopeBy: 0, interceptBy: 0 });

/** Writes a line that does not move. */
export function fixed(out: Line, slope: number, intercept: number): void {
  out.slope = slope;
  out.intercept = intercept;
  out.slopeBy = 0;
  out.interceptBy = 0;
}
