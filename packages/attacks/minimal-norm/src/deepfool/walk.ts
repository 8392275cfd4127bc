import type { Example } from '@fragility/attack';
import { linearise, minus, moveWithin, nearest } from '@fragility/attack/parts';
import type { Loss, Row } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { optional } from 'valibot';

/** Relative rounding error to outdo in step k: from float64's to beyond that of a deep network in float32. */
const slackAt = (k: number): number => 2 ** Math.min(-10, 2 * k - 52);

export const overshootParam = optional(real('share by which the perturbation is lengthened', { above: 0 }), 0.02);
export const classesParam = optional(
  integer('classes considered, the label among them: those with the largest logits', { min: 2 }),
  10,
);

/** Where a walk ended. */
export interface Walked {
  readonly x: Row;
  readonly fooled: boolean;
}

/** DeepFool from `start`, given up beyond `reach`: the first fooled point of the walk, its last point where there is none, or null where all is flat. */
export async function walk(
  example: Example<'gradient'>,
  start: Row,
  losses: readonly Loss[],
  { steps, overshoot, reach = Infinity }: { steps: number; overshoot: number; reach?: number },
): Promise<Walked | null> {
  const { space, logits } = example;
  const total = new Float64Array(start.length);
  let x = start;
  for (let k = 0; k < steps; k++) {
    const points = (await linearise(example, x, losses)).map((half) => nearest(half, x, space, { slack: slackAt(k) }));
    if (points.length === 0) return null;
    const step = minus(points.reduce((a, b) => (b.distance < a.distance ? b : a)).x, x);
    for (let i = 0; i < total.length; i++) total[i]! += step[i]!;
    x = moveWithin(space, start, total, 1 + overshoot);
    if ((await logits(x)).fooled) return { x, fooled: true };
    if (space.distance(x) > reach) break;
  }
  return { x, fooled: false };
}
