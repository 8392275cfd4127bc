export { FragilityError, type FragilityErrorOptions } from './error.js';
export { batch, count, row, rows, stack, take, width, type Batch, type Row } from './batch.js';
export type { Bounds, Criterion, Loss, Norm, Random } from './types.js';
export {
  crossEntropy,
  differenceOfLogitsRatio,
  logitDifference,
  logSumExp,
  margin,
  marginLoss,
  predictedClass,
  runnerUp,
  squaredError,
} from './losses/index.js';
export {
  distance,
  dot,
  dualNorm,
  extremePoint,
  nearestOnHyperplane,
  normOf,
  projectBall,
  projectBallBox,
  type HyperplaneProblem,
} from './geometry/index.js';
