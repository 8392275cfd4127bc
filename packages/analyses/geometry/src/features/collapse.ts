import { count, dot, normOf, principalComponents, row, stack, width, type Batch, type Row } from '@fragility/numerics';

/** The means of classes in feature space, each less the mean of all of them. */
export interface Centres {
  /** Classes that have points. */
  readonly classes: readonly number[];
  /** μ_G, the mean of the class means. */
  readonly mean: Row;
  /** μ_k, in the order of `classes`. */
  readonly means: readonly Row[];
  /** μ_k − μ_G. */
  readonly offsets: readonly Row[];
}

const minus = (a: Row, b: Row): Row => a.map((value, k) => value - b[k]!);

/** Class means of labelled features `[n, m]`. */
export function centresOf(features: Batch, labels: ArrayLike<number>): Centres {
  const [n, m] = [count(features), width(features)];
  const sums = new Map<number, { count: number; sum: Row }>();
  for (let i = 0; i < n; i++) {
    const own = sums.get(labels[i]!) ?? { count: 0, sum: new Float64Array(m) };
    own.count++;
    row(features, i).forEach((value, k) => (own.sum[k]! += value));
    sums.set(labels[i]!, own);
  }
  const sorted = [...sums].toSorted(([a], [b]) => a - b);
  const means = sorted.map(([, { count: points, sum }]) => sum.map((value) => value / points));
  const mean = new Float64Array(m);
  for (const each of means) each.forEach((value, k) => (mean[k]! += value / means.length));
  return { classes: sorted.map(([k]) => k), mean, means, offsets: means.map((each) => minus(each, mean)) };
}

/**
 * NC1, how much features vary within classes beside how the classes differ:
 *
 *     tr(Σ_W Σ_B⁺)/K,   Σ_W = mean_i (h_i − μ_y)(h_i − μ_y)ᵀ,   Σ_B = mean_k (μ_k − μ_G)(μ_k − μ_G)ᵀ
 *
 * by the principal components u of the class means: Σ_u mean_i ⟨u, h_i − μ_y⟩²/λ_u. Source: Papyan, Han & Donoho, PNAS 2020, figure 6.
 *
 * @returns NaN where there are fewer than two classes, no class has two points, or all classes have one mean
 */
export function withinOverBetween(features: Batch, labels: ArrayLike<number>, centres: Centres): number {
  const { classes, means, offsets } = centres;
  const n = count(features);
  if (classes.length < 2 || n === classes.length) return NaN;
  const { variances, components } = principalComponents(stack(offsets), { centred: false });
  const m = width(features);
  const place = new Map(classes.map((k, at) => [k, at]));
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const offset = minus(row(features, i), means[place.get(labels[i]!)!]!);
    variances.forEach((variance, u) => {
      sum += dot(offset, components.data.subarray(u * m, (u + 1) * m)) ** 2 / variance;
    });
  }
  return variances.length === 0 ? NaN : sum / n / classes.length;
}

/**
 * NC2, how far the centred class means are from a simplex of equal lengths and angles: the standard deviation of ‖μ_k − μ_G‖ over its mean, and
 *
 *     mean over k ≠ l of |cos(μ_k − μ_G, μ_l − μ_G) + 1/(K − 1)|
 *
 * both 0 for the simplex. Source: Papyan, Han & Donoho, PNAS 2020, figures 2 and 4.
 *
 * @returns NaN where there are fewer than two classes, or a mean is that of all
 */
export function simplexError({ offsets }: Pick<Centres, 'offsets'>): {
  readonly norms: number;
  readonly angles: number;
} {
  const K = offsets.length;
  const lengths = offsets.map((offset) => normOf(offset, 'l2'));
  if (K < 2 || lengths.some((length) => length === 0)) return { norms: NaN, angles: NaN };
  const average = lengths.reduce((a, b) => a + b, 0) / K;
  const spread = Math.sqrt(lengths.reduce((sum, length) => sum + (length - average) ** 2, 0) / K);
  let angles = 0;
  offsets.forEach((a, k) =>
    offsets.forEach((b, l) => {
      if (k < l) angles += Math.abs(dot(a, b) / (lengths[k]! * lengths[l]!) + 1 / (K - 1));
    }),
  );
  return { norms: spread / average, angles: (2 * angles) / (K * (K - 1)) };
}

/** The class whose mean is nearest to h. */
export function nearestCentre({ classes, means }: Pick<Centres, 'classes' | 'means'>, h: Row): number {
  const distances = means.map((mean) => normOf(minus(h, mean), 'l2'));
  return classes[distances.indexOf(Math.min(...distances))]!;
}
