/** Share of its diagonal entry below which a pivot counts as zero: that unknown is then zero. */
const TINY = 1e-14;

/**
 * Cholesky's M = L Lᵀ of a symmetric positive semidefinite M [n, n], row-major; the lower triangle becomes L.
 *
 * @example factorise(Float64Array.of(4, 0, 2, 5), 2); // [2, 0, 1, 2]
 */
export function factorise(m: Float64Array, n: number): Float64Array {
  const { sqrt } = Math;
  for (let i = 0; i < n; i++) {
    const diagonal = m[i * n + i]!;
    for (let j = 0; j <= i; j++) {
      let sum = m[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= m[i * n + k]! * m[j * n + k]!;
      if (j < i) m[i * n + j] = sum / m[j * n + j]!;
      else m[i * n + i] = sum > TINY * diagonal ? sqrt(sum) : Infinity;
    }
  }
  return m;
}

/**
 * Solves L Lᵀ y = b; overwrites and returns b.
 *
 * @example substitute(Float64Array.of(2, 0, 1, 2), Float64Array.of(8, 14)); // [0.7500…, 2.5000…]
 */
export function substitute(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = b[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * b[k]!;
    b[i] = sum / l[i * n + i]!;
  }
  return b;
}
