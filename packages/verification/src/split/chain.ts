/** y = W x + b, and max(0, y) where it is rectified. */
export interface ChainLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** W, row-major `[outputs, inputs]`, float64. */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly rectified: boolean;
}

/** A network whose layers follow one another, each affine with or without rectifiers behind it. */
export type Chain = readonly ChainLayer[];

/**
 * Outputs of a chain, in float64.
 *
 * @example evaluate([{ inputs: 1, outputs: 1, weight: Float64Array.of(-2), bias: Float64Array.of(1), rectified: true }], Float64Array.of(3)); // [0]
 */
export function evaluate(chain: Chain, x: Float64Array): Float64Array {
  return chain.reduce((h, { inputs, outputs, weight, bias, rectified }) => {
    const y = bias.slice();
    for (let r = 0; r < outputs; r++) {
      let sum = 0;
      for (let j = 0, at = r * inputs; j < inputs; j++) sum += weight[at + j]! * h[j]!;
      y[r]! += sum;
      if (rectified && y[r]! < 0) y[r] = 0;
    }
    return y;
  }, x);
}
