import type { Step } from '../plan.js';
import { refuse } from './rule.js';

/** Axes of [n, ...shape] that a layer works on, in rising order; the batch is none of them. */
export function axesOf(step: Step, shape: readonly number[], key = 'axis'): number[] {
  const given: unknown = step.config[key] ?? -1;
  const rank = shape.length + 1;
  const axes = [given].flat().map((axis) => (Number.isInteger(axis) ? ((axis as number) + rank) % rank : 0));
  if (axes.length === 0 || axes.some((axis) => !(axis > 0)) || new Set(axes).size !== axes.length)
    refuse(step, `works on ${key} ${JSON.stringify(given)}`);
  return axes.toSorted((a, b) => a - b);
}

/** Sizes of [n, ...shape] along some axes and 1 along the others, without the batch. */
export const broadcastSizes = (shape: readonly number[], axes: readonly number[]): number[] =>
  shape.map((size, k) => (axes.includes(k + 1) ? size : 1));
