import { isDifferentiable, type Classifier } from '@fragility/model';
import type { Random } from '@fragility/numerics';
import { violation } from '../original/halfspaces.js';
import type { Case } from '../property/property.js';
import { descend, randomPoints, type Points } from './descent.js';

/** Numbers of all inputs that one round works on. */
const NUMBERS = 4096;

/** Most points of a round. */
const MOST = 400;

/** The points of a round: fewer where inputs are many. */
export const pointsOf = (inputs: number): number => Math.max(4, Math.min(MOST, Math.floor(NUMBERS / inputs)));

/** Points as they are, with how far each is from being unsafe. */
async function asked(model: Classifier, { unsafe }: Case, x: Float64Array): Promise<Points> {
  const n = x.length / model.inputShape.reduce((a, b) => a * b, 1);
  const { data } = await model.logits({ data: x, shape: [n, ...model.inputShape] });
  return { x, violations: Float64Array.from({ length: n }, (_, i) => violation(unsafe, data, i * model.classes)) };
}

/** How a round is done. */
export interface Round {
  /** Points to start from, beside random ones. */
  readonly near: readonly Float64Array[];
  /** Whether points are asked as they are. */
  readonly isQuick: boolean;
  readonly random: Random;
  isOver(): boolean;
}

/**
 * One round of the search for a counterexample: gradient descent from points that came near and from random ones; points as they are in a quick round, or where a model has no
 * gradients. Returns the points that look unsafe.
 */
export async function hunt(
  model: Classifier,
  problem: Case,
  { near, isQuick, random, isOver }: Round,
): Promise<Float64Array[]> {
  const d = problem.lower.length;
  const x = randomPoints(problem, pointsOf(d), random);
  near.slice(0, Math.floor(x.length / d / 2)).forEach((point, i) => x.set(point, i * d));
  const { x: found, violations } =
    isDifferentiable(model) && !isQuick ? await descend(model, problem, x, isOver) : await asked(model, problem, x);
  return Array.from(violations.keys())
    .filter((i) => violations[i]! <= 0)
    .map((i) => found.slice(i * d, (i + 1) * d));
}
