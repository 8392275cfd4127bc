import { matmul, transpose, type Matrix } from '@fragility/numerics';

/** Squarings of the Gram matrix: ‖W‖₂ comes out larger by a factor of n^(2⁻¹²) at most. */
const SQUARINGS = 10;

/** Unit roundoff of float64, and γ_n = n u / (1 − n u). */
const gamma = (n: number): number => (n * 2 ** -53) / (1 - n * 2 ** -53);

/** The square of the Frobenius norm, rounded up. */
const squareOf = ({ data }: Matrix): number =>
  data.reduce((sum, v) => sum + v * v, 0) * (1 + 2 * gamma(data.length + 2));

/** A symmetric matrix: its upper half, mirrored. */
function symmetric({ rows: n, data }: Matrix): Matrix {
  const own = data.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) own[i * n + j] = own[j * n + i]!;
  return { rows: n, columns: n, data: own };
}

/** A matrix divided by a power of two, exactly, so that its Frobenius norm is about 1; and that power. */
function scaled(a: Matrix): { readonly a: Matrix; readonly factor: number } {
  const factor = 2 ** Math.round(Math.log2(Math.sqrt(squareOf(a))));
  return { a: { ...a, data: a.data.map((v) => v / factor) }, factor };
}

/**
 * An upper bound of the spectral norm of a matrix, by Gram iteration:
 *
 *     G_0 = WᵀW (or WWᵀ),  G_{t+1} = G_t²,   ‖W‖₂ = ‖G_T‖₂^(2^−(T+1)) ≤ ‖G_T‖_F^(2^−(T+1))
 *
 * Power iteration is a lower bound and proves nothing; this is above at every T, and converges to the norm. Rounding is followed: a product is off by γ_n ‖A‖_F‖B‖_F in the
 * Frobenius norm at most, so ‖G_t‖₂² ≤ ‖Ĝ_{t+1}‖₂ + γ_n ‖G_t‖_F². Source: Delattre et al., ICML 2023, arXiv:2305.16173; Higham 2002, §3.5.
 *
 * @example spectralBound({ rows: 2, columns: 2, data: Float64Array.of(3, 0, 0, 4) }).toFixed(3); // '4.000'
 */
export function spectralBound(w: Matrix): number {
  if (w.data.every((v) => v === 0)) return 0;
  const n = Math.min(w.rows, w.columns);
  const inner = Math.max(w.rows, w.columns);
  const start = scaled(w);
  const wide = w.rows <= w.columns ? start.a : transpose(start.a);
  let g = symmetric(matmul(wide, transpose(wide)));
  /** Errors of the products, and the powers of two that the squares were divided by. */
  const [errors, factors] = [[gamma(inner + 2) * squareOf(wide)], [] as number[]];
  for (let t = 0; t < SQUARINGS; t++) {
    const own = scaled(g);
    factors.push(own.factor);
    errors.push(gamma(n + 2) * squareOf(own.a));
    g = symmetric(matmul(own.a, own.a));
  }
  let bound = Math.sqrt(squareOf(g));
  for (let t = SQUARINGS - 1; t >= 0; t--) bound = Math.sqrt(bound + errors[t + 1]!) * factors[t]! * (1 + 2 ** -50);
  return Math.sqrt(bound + errors[0]!) * start.factor * (1 + 2 ** -50);
}
