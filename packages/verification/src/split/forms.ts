import type { ChainLayer } from './chain.js';

/**
 * Affine forms of the coordinates of one value, a zonotope: coordinate i lies within
 *
 *     centre_i + Σ_q generators_iq ε_q ± error_i,   |ε_q| ≤ 1
 *
 * The first ε are the inputs, scaled to their box, the others those of rectifiers. `error` is what rounding in float64 may have done.
 */
export interface Forms {
  readonly centre: Float64Array;
  /** `[size, stride]`. */
  readonly generators: Float64Array;
  readonly error: Float64Array;
  /** |centre| + Σ |generators| of each coordinate. */
  readonly magnitude: Float64Array;
  readonly stride: number;
  /** Coordinates that are not 0 for certain, of which there are `alive`. */
  readonly living: Int32Array;
  alive: number;
  /** Number of ε. */
  count: number;
}

export const formsOf = (size: number, stride: number): Forms => ({
  centre: new Float64Array(size),
  generators: new Float64Array(size * stride),
  error: new Float64Array(size),
  magnitude: new Float64Array(size),
  stride,
  living: new Int32Array(size),
  alive: 0,
  count: 0,
});

/** γ_n = n u / (1 − n u), doubled: what n roundings come to at most, their own bookkeeping included (Higham 2002, §3.1). */
export const roundings = (n: number): number => (n * 2 ** -52) / (1 - n * 2 ** -52);

/** Forms of a box, whose coordinates are the first ε. */
export function ofBox(lower: Float64Array, upper: Float64Array, to: Forms): void {
  const { centre, generators, error, magnitude, stride, living } = to;
  const n = lower.length;
  generators.fill(0, 0, n * stride);
  for (let k = 0; k < n; k++) {
    centre[k] = lower[k]! + (upper[k]! - lower[k]!) / 2;
    const radius = Math.max(upper[k]! - centre[k]!, centre[k]! - lower[k]!);
    generators[k * stride + k] = radius;
    magnitude[k] = Math.abs(centre[k]!) + radius;
    error[k] = roundings(2) * magnitude[k]!;
    living[k] = k;
  }
  to.alive = n;
  to.count = n;
}

/** Adds up to four multiples of rows of `from` to a row of `to`: each number is loaded and stored once. */
function addRows(
  weight: Float64Array,
  row: number,
  { generators: from, living, alive, count, stride }: Forms,
  to: Float64Array,
  at: number,
): void {
  let z = 0;
  for (; z + 3 < alive; z += 4) {
    const [j0, j1, j2, j3] = [living[z]!, living[z + 1]!, living[z + 2]!, living[z + 3]!];
    const [w0, w1, w2, w3] = [weight[row + j0]!, weight[row + j1]!, weight[row + j2]!, weight[row + j3]!];
    const [f0, f1, f2, f3] = [j0 * stride, j1 * stride, j2 * stride, j3 * stride];
    for (let q = 0; q < count; q++)
      to[at + q]! += w0 * from[f0 + q]! + w1 * from[f1 + q]! + (w2 * from[f2 + q]! + w3 * from[f3 + q]!);
  }
  for (; z < alive; z++) {
    const [w, f] = [weight[row + living[z]!]!, living[z]! * stride];
    for (let q = 0; q < count; q++) to[at + q]! += w * from[f + q]!;
  }
}

/** Forms of W x + b. */
export function throughAffine({ inputs, outputs, weight, bias }: ChainLayer, from: Forms, to: Forms): void {
  const { centre, error, magnitude, living, alive, count } = from;
  const gamma = roundings(alive + 4);
  for (let r = 0; r < outputs; r++) {
    const row = r * inputs;
    let sum = bias[r]!;
    let off = gamma * Math.abs(sum);
    for (let z = 0; z < alive; z++) {
      const j = living[z]!;
      const w = weight[row + j]!;
      sum += w * centre[j]!;
      off += Math.abs(w) * (error[j]! + gamma * magnitude[j]!);
    }
    const at = r * to.stride;
    to.generators.fill(0, at, at + count);
    addRows(weight, row, from, to.generators, at);
    let radius = 0;
    for (let q = 0; q < count; q++) radius += Math.abs(to.generators[at + q]!);
    to.centre[r] = sum;
    to.magnitude[r] = Math.abs(sum) + radius;
    to.error[r] = off * (1 + gamma) + roundings(count + 4) * to.magnitude[r]!;
    to.living[r] = r;
  }
  to.alive = outputs;
  to.count = count;
}
