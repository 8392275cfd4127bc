import type { ActivationStep, BoundNetwork } from '../network.js';
import type { Lines, Relaxation } from '../passes/relaxation.js';
import { adam } from './adam.js';

/** Half of the space: the input of a unit of an activation is ≥ 0 (sign 1) or ≤ 0 (−1). */
export interface Split {
  readonly step: number;
  readonly unit: number;
  readonly sign: 1 | -1;
}

/** The multipliers β ≥ 0 of the splits of some rows. */
export interface Multipliers {
  /** By step `[m, n]`: what is added to the coefficients before it. */
  readonly added: (Float64Array | undefined)[];
  /** One number a split, by row; those of the best bounds. */
  readonly best: readonly Float64Array[];
  /** The last step with a split, −1 without. */
  readonly last: number;
  /** Puts split units on their half, and their multipliers. */
  put(which: 'now' | 'best'): void;
  /** Keeps those of a row as its best. */
  keep(row: number): void;
  /** A step of ascent, of the values and coefficients at the minimisers by step. */
  ascend(values: readonly (Float64Array | undefined)[], coefficients: readonly (Float64Array | undefined)[]): void;
}

/**
 * Multipliers of splits: a split of sign s adds −s β z ≤ 0 to the row, whose derivative by β is −s z at the minimiser. Source: Wang et al., NeurIPS 2021,
 * arXiv:2103.06624.
 */
export function multipliersOf(
  { steps, sizes }: BoundNetwork,
  relaxations: readonly (Relaxation | undefined)[],
  splits: readonly (readonly Split[])[],
  start: (row: number) => Float64Array | undefined,
): Multipliers {
  const rows = splits.map((own, i) => {
    const now = Float64Array.from(own, (_, k) => start(i)?.[k] ?? 0);
    const scale = new Float64Array(own.length).fill(1);
    const gradient = new Float64Array(own.length);
    return { now, best: now.slice(), gradient, scale, ascent: adam(own.length, scale) };
  });
  const added: (Float64Array | undefined)[] = [];
  for (const { step } of splits.flat()) added[step] ??= new Float64Array(splits.length * sizes[step + 1]!);
  let isFirst = true;
  return {
    added,
    best: rows.map(({ best }) => best),
    last: splits.flat().reduce((most, { step }) => Math.max(most, step), -1),
    put: (which) => {
      splits.forEach((own, i) =>
        own.forEach(({ step, unit, sign }, k) => {
          const lines = relaxations[step] as Lines;
          const at = i * lines.stride + unit;
          const { curve } = steps[step] as ActivationStep;
          const slope = sign > 0 ? curve.value(1) : -curve.value(-1);
          lines.lowerSlope[at] = slope;
          lines.upperSlope[at] = slope;
          lines.lowerIntercept[at] = 0;
          lines.upperIntercept[at] = 0;
          added[step]![at] = -sign * rows[i]![which][k]!;
        }),
      );
    },
    keep: (row) => rows[row]?.best.set(rows[row].now),
    ascend: (values, coefficients) => {
      splits.forEach((own, i) => {
        const { now, gradient, scale, ascent } = rows[i]!;
        own.forEach(({ step, unit, sign }, k) => {
          const at = i * sizes[step + 1]! + unit;
          gradient[k] = -sign * values[(steps[step] as ActivationStep).from]![at]!;
          if (isFirst) scale[k] = Math.abs(coefficients[step]?.[at] ?? 0) + 1e-3;
        });
        ascent.step(now, gradient, 0, Infinity);
      });
      isFirst = false;
    },
  };
}
