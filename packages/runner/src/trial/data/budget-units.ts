import type { Dataset } from '@fragility/dataset';
import type { Norm } from '@fragility/numerics';
import type { ChosenAttack } from '../../plan/settings.js';

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

/** L2 budgets of images in [0, 1] beyond this are in nobody's paper, in grey levels they are small. */
const LARGE_L2 = 16;

/**
 * What is odd about an attack's budgets beside the bounds of the inputs: one that reaches from bound to bound, so that it forbids
 * nothing; one that reaches half as far, so that every input becomes plain mid-grey within it; one in L2 that looks like grey levels of inputs
 * in [0, 1]; or one far below a level of inputs in [0, 255].
 */
export function oddBudgets({ name, definition, options }: ChosenAttack, { bounds, shape }: Dataset): string[] {
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
  const told = `attack '${name}': a budget of ${most} in ${norm}`;
  const units = 'budgets are in the units of the inputs';
  const levels = norm !== 'l0' && width <= 2 && most > width ? `; ${most} grey levels are ${most}/${LEVELS}` : '';
  if (most >= whole)
    return [
      `${told} reaches across all ${range} (${Number(whole.toPrecision(4))}) and forbids nothing; ${units}${levels}`,
    ];
  const fixed = definition.goal === 'fixed-budget';
  if (fixed && norm !== 'l0' && 2 * most >= whole)
    return [`${told} reaches the middle of the range from all ${range}, where no picture is left; ${units}${levels}`];
  if (fixed && norm === 'l2' && width <= 2 && most >= LARGE_L2 * width)
    return [`${told} is large for ${range}; ${units}${levels}`];
  if (norm === 'linf' && width >= LEVELS && most < 0.5)
    return [
      `${told} is less than half a level of ${range}; ${units}: ${Number((most * LEVELS).toPrecision(4))}, if ${most} is a share of their range`,
    ];
  return [];
}
