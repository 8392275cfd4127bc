import type { Examples } from '@fragility/dataset';
import { dot, principalComponents, row, stack, type Principal, type Row } from '@fragility/numerics';

/** Means of the classes and how points vary around those of their own. */
export interface Classes {
  /** μ_k, or undefined for a class without points. */
  readonly means: readonly (Row | undefined)[];
  /** Principal components of x − μ_y over all points. */
  readonly within: Principal;
}

/** Class means and the within-class covariance of labelled points. */
export function classesOf({ inputs, labels }: Pick<Examples, 'inputs' | 'labels'>, classes: number): Classes {
  const sums: (Row | undefined)[] = Array.from({ length: classes });
  const counts = new Float64Array(classes);
  labels.forEach((label, i) => {
    const sum = (sums[label] ??= new Float64Array(row(inputs, i).length));
    row(inputs, i).forEach((value, k) => (sum[k]! += value));
    counts[label]!++;
  });
  const means = sums.map((sum, k) => sum?.map((value) => value / counts[k]!));
  const offsets = Array.from(labels, (label, i) => row(inputs, i).map((value, k) => value - means[label]![k]!));
  return { means, within: principalComponents(stack(offsets, inputs.shape.slice(1)), { centred: false }) };
}

/**
 * The direction of linear discriminant analysis, (Σ + εI)⁻¹ v with ε = shrinkage · tr Σ/d:
 *
 *     v/ε + Σ_k (1/(λ_k + ε) − 1/ε) ⟨v, e_k⟩ e_k
 *
 * @returns v itself where Σ = 0
 */
export function discriminant({ variances, components }: Principal, v: Row, shrinkage: number): Row {
  const d = v.length;
  const ridge = (shrinkage * variances.reduce((a, b) => a + b, 0)) / d;
  if (ridge === 0) return v;
  const result = v.map((value) => value / ridge);
  variances.forEach((variance, k) => {
    const direction = components.data.subarray(k * d, (k + 1) * d);
    const factor = (1 / (variance + ridge) - 1 / ridge) * dot(v, direction);
    for (let c = 0; c < d; c++) result[c]! += factor * direction[c]!;
  });
  return result;
}
