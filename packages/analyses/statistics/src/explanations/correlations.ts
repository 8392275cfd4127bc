import { dot, FragilityError, inverse, matrix, mean } from '@fragility/numerics';

/** Correlations of the target with each candidate, alone and given all others; null where they are not defined. */
export interface Correlations {
  readonly alone: readonly (number | null)[];
  readonly partial: readonly (number | null)[];
}

const standard = (column: Float64Array): Float64Array => {
  const centre = mean(column);
  const centred = column.map((value) => value - centre);
  const size = Math.sqrt(dot(centred, centred) / column.length);
  return size > 0 ? centred.map((value) => value / size) : centred;
};

/** A correlation matrix inverted, or null where its columns depend on one another. */
function precision(correlations: Float64Array, n: number): Float64Array | null {
  try {
    return inverse(matrix(n, n, correlations)).data;
  } catch (error) {
    if (error instanceof FragilityError && error.code === 'numerics/singular') return null;
    throw error;
  }
}

/**
 * Correlations of cases that count several times or not at all, all from one matrix of weighted moments.
 *
 *     r_{yk·rest} = −P_yk / √(P_yy P_kk),  P the inverse of the correlation matrix
 *
 * @returns a function of the weights of the cases
 */
export function correlationsOf(
  candidates: readonly Float64Array[],
  target: Float64Array,
): (weights: Float64Array) => Correlations {
  const columns = [...candidates, target].map(standard);
  const [n, size] = [target.length, columns.length];
  const y = size - 1;
  return (weights) => {
    let total = 0;
    const sums = new Float64Array(size);
    const products = new Float64Array(size * size);
    const here = new Float64Array(size);
    for (let i = 0; i < n; i++) {
      const weight = weights[i]!;
      if (weight === 0) continue;
      total += weight;
      for (let a = 0; a < size; a++) {
        here[a] = columns[a]![i]!;
        sums[a]! += weight * here[a]!;
        for (let b = 0; b <= a; b++) products[a * size + b]! += weight * here[a]! * here[b]!;
      }
    }
    const covariance = (a: number, b: number): number =>
      products[Math.max(a, b) * size + Math.min(a, b)]! / total - (sums[a]! * sums[b]!) / total ** 2;
    const spread = Float64Array.from({ length: size }, (_, a) => Math.sqrt(Math.max(0, covariance(a, a))));
    if (spread.some((value) => !(value > 1e-9)))
      return { alone: candidates.map(() => null), partial: candidates.map(() => null) };
    const correlation = Float64Array.from({ length: size * size }, (_, k) => {
      const [a, b] = [Math.floor(k / size), k % size];
      return a === b ? 1 : covariance(a, b) / (spread[a]! * spread[b]!);
    });
    const inverted = precision(correlation, size);
    return {
      alone: candidates.map((_, k) => correlation[y * size + k]!),
      partial: candidates.map((_, k) => {
        if (!inverted) return null;
        const found = -inverted[y * size + k]! / Math.sqrt(inverted[y * size + y]! * inverted[k * size + k]!);
        return Number.isFinite(found) ? found : null;
      }),
    };
  };
}
