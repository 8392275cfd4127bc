import type { Region } from '@fragility/engine';

/** ⟨normal, x⟩ + offset ≤ 0. */
export interface Cut {
  readonly normal: Float64Array;
  readonly offset: number;
}

/** Evaluations of the dual beyond the first. */
const EVALUATIONS = 8;

/** 2⁻⁵² and room for the order of sums. */
const UNIT = 2 ** -52;

/**
 * A region cut with a halfspace, for lower bounds of linear functions by the dual with one multiplier, which hold for every γ ≥ 0:
 *
 *     min over {x ∈ region, ⟨n, x⟩ + c ≤ 0} of ⟨a, x⟩  ≥  min over x ∈ region of ⟨a + γ n, x⟩ + γ c
 *
 * Source: Kotha et al., Provably bounding neural network preimages, NeurIPS 2023, arXiv:2302.01404 (output constraints as multipliers).
 */
export function cutRegion(region: Region, { normal, offset }: Cut): Region {
  const d = normal.length;
  const [row, least, x] = [new Float64Array(d), new Float64Array(1), new Float64Array(d)];
  const steepness = normal.reduce((sum, v) => sum + Math.abs(v), 0);
  const size = normal.reduce((sum, v, k) => sum + Math.abs(v) * region.magnitude[k]!, Math.abs(offset));
  return {
    ...region,
    isBox: false,
    minima: (a, m, out, minimisers) => {
      for (let i = 0; i < m; i++) {
        let total = 0;
        for (let k = 0; k < d; k++) total += Math.abs(a[i * d + k]!);
        out[i] = -Infinity;
        /** The dual at γ, less what its products round; its derivative. */
        const at = (gamma: number): number => {
          for (let k = 0; k < d; k++) row[k] = a[i * d + k]! + gamma * normal[k]!;
          region.minima(row, 1, least, x);
          const value = least[0]! + gamma * offset - 4 * (d + 16) * UNIT * gamma * size;
          if (value > out[i]!) {
            out[i] = value;
            minimisers?.set(x, i * d);
          }
          let slope = offset;
          for (let k = 0; k < d; k++) slope += normal[k]! * x[k]!;
          return slope;
        };
        let [low, high] = [0, Infinity];
        let [rising, falling] = [at(0), 0];
        if (!(rising > 0) || !(steepness > 0)) continue;
        let gamma = total / steepness / 2;
        for (let evaluation = 0; evaluation < EVALUATIONS && gamma > 0; evaluation++) {
          const slope = at(gamma);
          if (slope > 0) [low, rising] = [gamma, slope];
          else [high, falling] = [gamma, slope];
          if (slope === 0) break;
          const share = Math.min(0.9, Math.max(0.1, rising / (rising - falling)));
          gamma = high === Infinity ? 4 * low : low + share * (high - low);
        }
      }
    },
  };
}
