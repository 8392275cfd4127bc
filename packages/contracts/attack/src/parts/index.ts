export { projectedAscent, stationary, type StopRule, type Walk } from './ascent.js';
export { bisection, type Bisection, type Trial } from './bisection/bisection.js';
export { smallest } from './bisection/smallest.js';
export { halfSpace, linearise, nearest, type HalfSpace, type NearestPoint } from './boundary/half-space.js';
export { bisectSegment, minus, moveWithin } from './boundary/points.js';
export { boundaries, nearestRivals, type Rival } from './boundary/rivals.js';
export { rivalClasses } from '@fragility/numerics';
export { aimedRuns, targetsParam, type Targets } from './boundary/runs.js';
export { boundaryScale, farthestCorner, firstStep, inputScale } from './boundary/scale.js';
export { FIXED_BUDGET, PGD, SMALLEST, SMALLEST_L2 } from './headers.js';
export { inTurns } from './in-turns.js';
export { LOSS_NAMES, lossNamed, SIMPLE_LOSS_NAMES, type LossName } from './losses.js';
export {
  furtherParam,
  gradientsParam,
  lossParam,
  restartsParam,
  simpleLossParam,
  stepParam,
  stepsParam,
} from './params.js';
export { QueryBudgetSpent, withinQueryBudget, withQueryBudget } from './query-budget.js';
export { cosine } from './schedule.js';
export { randomDirection, randomStart } from './starts.js';
