export { projectedAscent, stationary, type StopRule, type Walk } from './ascent.js';
export { halfSpace, linearise, nearest, type HalfSpace, type Nearest } from './half-space.js';
export { LOSSES, LOSS_HELP, LOSS_NAMES, SIMPLE_LOSSES, SIMPLE_LOSS_HELP, type LossName } from './losses.js';
export { PGD } from './pgd.js';
export { QueryBudgetSpent, withinQueryBudget, withQueryBudget } from './query-budget.js';
export { nearestRivals, rivalClasses, type Rival } from './rivals.js';
export { cosine } from './schedule.js';
export { randomDirection, randomStart } from './starts.js';
