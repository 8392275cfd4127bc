import { FragilityError } from '../error.js';

/** P(D_n < d) exactly, by the matrix method. Source: Marsaglia, Tsang & Wang, J. Stat. Software 2003. */
function exact(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const m = 2 * k - 1;
  const h = k - n * d;
  const matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) matrix[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  for (let i = 0; i < m; i++) {
    matrix[i * m]! -= h ** (i + 1);
    matrix[(m - 1) * m + i]! -= h ** (m - i);
  }
  matrix[(m - 1) * m]! += 2 * h - 1 > 0 ? (2 * h - 1) ** m : 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) for (let g = 1; g <= i - j + 1; g++) matrix[i * m + j]! /= g;
  }
  const multiply = (a: Float64Array, b: Float64Array): Float64Array => {
    const c = new Float64Array(m * m);
    for (let i = 0; i < m; i++) {
      for (let l = 0; l < m; l++) for (let j = 0; j < m; j++) c[i * m + j]! += a[i * m + l]! * b[l * m + j]!;
    }
    return c;
  };
  let exponent = 0;
  let result = Float64Array.from({ length: m * m }, (_, i) => (i % (m + 1) === 0 ? 1 : 0));
  let power = matrix;
  let powerExponent = 0;
  for (let bits = n; bits > 0; bits >>= 1) {
    if (bits & 1) {
      result = multiply(result, power) as Float64Array<ArrayBuffer>;
      exponent += powerExponent;
    }
    power = multiply(power, power) as Float64Array<ArrayBuffer>;
    powerExponent *= 2;
    if (power[(k - 1) * m + k - 1]! > 1e140) {
      power = power.map((v) => v * 1e-140);
      powerExponent += 140;
    }
    if (result[(k - 1) * m + k - 1]! > 1e140) {
      result = result.map((v) => v * 1e-140);
      exponent += 140;
    }
  }
  let probability = result[(k - 1) * m + k - 1]!;
  for (let i = 1; i <= n; i++) {
    probability = (probability * i) / n;
    if (probability < 1e-140) {
      probability *= 1e140;
      exponent -= 140;
    }
  }
  return probability * 10 ** exponent;
}

/** P(√n D_n > z) for large n, with Stephens' correction of z. */
function asymptotic(n: number, d: number): number {
  const z = d * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n));
  if (z < 0.3) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * z * z);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-18) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/**
 * One-sample Kolmogorov–Smirnov test of independent draws against a continuous distribution function.
 *
 *     D = sup_x |F_n(x) − F(x)|
 *
 * The p-value is exact for n ≤ 140, else asymptotic with Stephens' correction (within 2 % of it at p > 0.001).
 *
 * @throws FragilityError `numerics/sample` for an empty sample or NaN.
 * @example kolmogorovSmirnov([0.1, 0.5, 0.9], (x) => x).pValue;
 */
export function kolmogorovSmirnov(
  sample: ArrayLike<number>,
  cdf: (x: number) => number,
): { statistic: number; pValue: number } {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  if (n === 0 || sorted.some(Number.isNaN)) {
    throw new FragilityError(
      {
        given: `a sample of ${n} values${n > 0 ? ' with NaN' : ''} was given`,
        expected: 'numbers',
        remedy: 'drop what is missing',
      },
      { where: 'numerics/kolmogorov-smirnov', code: 'numerics/sample', kind: 'failure' },
    );
  }
  let statistic = 0;
  sorted.forEach((x, i) => {
    const f = cdf(x);
    statistic = Math.max(statistic, f - i / n, (i + 1) / n - f);
  });
  return { statistic, pValue: n <= 140 ? Math.min(1, Math.max(0, 1 - exact(n, statistic))) : asymptotic(n, statistic) };
}
