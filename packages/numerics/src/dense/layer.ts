/**
 * Elementwise activation of a dense layer; `leaky-relu` multiplies negative values by `slope`, `power` is max(0, z)^power, `gelu` is
 * z (1 + tanh(√(2/π) (z + 0.044715 z³)))/2, which is within 5e-4 of z Φ(z) and is the same in float64 (Hendrycks & Gimpel, arXiv:1606.08415).
 */
export type Activation =
  | { readonly kind: 'identity' | 'relu' | 'tanh' | 'gelu' }
  | { readonly kind: 'leaky-relu'; readonly slope: number }
  | { readonly kind: 'power'; readonly power: number };

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
