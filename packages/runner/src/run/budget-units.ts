import type { Dataset } from '@fragility/dataset';
import type { Norm } from '@fragility/numerics';
import type { ChosenAttack } from '../plan/settings.js';

/** Grey levels of the images that budgets are often given in. */
const LEVELS = 255;

/**
 * The largest distance within the bounds: width in L∞, width · √d in L2, width · d in L1, d in L0.
 *
 * @example diameter('l2', [0, 1], 784); // 28
 */
export function diameter(norm: Norm, [lower, upper]: readonly [number, number], dimension: number): number {
  const width = upper - lower;
  return { linf: width, l2: width * Math.sqrt(dimension), l1: width * dimension, l0: dimension }[norm];
}

/**
 * What is odd about an attack's budgets beside the bounds of the inputs: one that reaches from bound to bound, so that it forbids
 * nothing, as grey levels do that are given to inputs in [0, 1]; or one far below a level of inputs in [0, 255].
 */
export function oddBudgets({ name, options }: ChosenAttack, { bounds, shape }: Dataset): string[] {
  const { norm, budgets = [] } = options;
  const most = budgets.at(-1);
  if (!bounds || !norm || most === undefined || most === 0) return [];
  const range = `inputs in [${bounds.join(', ')}]`;
  const width = bounds[1] - bounds[0];
  const whole = diameter(
    norm,
    bounds,
    shape.reduce((a, b) => a * b, 1),
  );
  if (most >= whole) {
    const levels = norm !== 'l0' && width <= 2 && most > width ? `; ${most} grey levels are ${most}/${LEVELS}` : '';
    return [
      `attack '${name}': a budget of ${most} in ${norm} reaches across all ${range} (${Number(whole.toPrecision(4))}) and forbids nothing; budgets are in the units of the inputs${levels}`,
    ];
  }
  if (norm === 'linf' && width >= LEVELS && most < 0.5)
    return [
      `attack '${name}': a budget of ${most} in linf is less than half a level of ${range}; budgets are in the units of the inputs: ${Number((most * LEVELS).toPrecision(4))}, if ${most} is a share of their range`,
    ];
  return [];
}
