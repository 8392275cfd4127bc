/** Elementwise activation of a dense layer; `leaky-relu` multiplies negative values by `slope`. */
export type Activation =
  { readonly kind: 'identity' | 'relu' | 'tanh' } | { readonly kind: 'leaky-relu'; readonly slope: number };

/**
 * One fully connected layer: `h(x) = σ(W x + b)`.
 *
 * `weight` is W, row-major `[outputs, inputs]`; `bias` is b, `[outputs]`; float64.
 */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly activation: Activation;
}
