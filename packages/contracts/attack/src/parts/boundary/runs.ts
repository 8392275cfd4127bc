import type { Loss } from '@fragility/numerics';
import { integer } from '@fragility/plugin';
import { description, literal, optional, pipe, union } from 'valibot';
import type { Example } from '../../attack.js';
import { minus, moveWithin } from './points.js';
import { nearestRivals, type Rival } from './rivals.js';

/** Classes, those with the largest logits, among which the nearest are sought, one gradient each: by default, and where runs are asked for. */
const [FEW, MANY] = [20, 99];
/** Share by which the step to a linearised boundary is lengthened before the model is asked about it. */
const BEYOND = 1e-3;

/** The `targets` parameter. */
export const targetsParam = /* @__PURE__ */ optional(
  pipe(
    union([literal('nearer'), integer('so many', { min: 0 })]),
    description(
      'further runs, each aiming at one other class, nearest by linearised distance first; `nearer`: one, where the nearest linearised boundary proves nearer than what was found',
    ),
  ),
  'nearer',
);

export type Targets = 'nearer' | number;

/**
 * The class whose linearised boundary is nearest, where the model is fooled just beyond it and nearer than anything found so far; else null.
 *
 * On linear models that is the nearest class, unless it was reached already. One gradient for each of the 20 likeliest classes, three forward passes.
 */
export async function nearerRival(example: Example<'gradient'>): Promise<Rival | null> {
  const { input, criterion, classes, budget, space, best, logits } = example;
  if (criterion.target !== undefined || classes === 2) return null;
  const [rival] = await nearestRivals(example, FEW);
  if (!rival?.x || rival.distance === Infinity) return null;
  const x = moveWithin(space, input, minus(rival.x, input), 1 + BEYOND);
  const promising = space.distance(x) < Math.min(best()?.distance ?? Infinity, budget);
  return promising && (await logits(x)).fooled ? rival : null;
}

/**
 * Runs an attack on the loss of the criterion, and then on f_j − f_y of further classes.
 *
 * An untargeted loss ascends towards the class with the largest logit, which need not be the nearest; aimed at one class an attack that solves
 * linear models of two classes solves those of many. Targeted attacks have one run.
 */
export async function aimedRuns(
  example: Example<'gradient'>,
  loss: Loss,
  targets: Targets,
  run: (loss: Loss, aimed: boolean) => Promise<void>,
): Promise<void> {
  await run(loss, false);
  if (targets === 0 || example.criterion.target !== undefined) return;
  if (targets === 'nearer') {
    const rival = await nearerRival(example);
    if (rival) await run(rival.loss, true);
    return;
  }
  const rivals = await nearestRivals(example, Math.max(targets, MANY));
  for (const { loss: aimed } of rivals.slice(0, targets)) await run(aimed, true);
}
