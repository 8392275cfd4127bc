export {
  FragilityError,
  isFragilityError,
  type ErrorKind,
  type ErrorMessage,
  type FragilityErrorOptions,
  statementAbout,
  type Statement,
} from './error.js';
export { batch, count, row, rows, stack, take, width, type Batch, type Row } from './batch.js';
export { roundToFloat32 } from './float32.js';
export { coordinates, gridOf, type Grid, type Window } from './grid.js';
export type { Bounds, ConvexNorm, Criterion, Loss, Norm, Random } from './types.js';
export {
  crossEntropy,
  differenceOfLogitsRatio,
  logitDifference,
  margin,
  marginLoss,
  predictedClass,
  probabilityMargin,
  squaredError,
} from './losses/index.js';
export {
  ascendInBall,
  ascendOnSphere,
  distance,
  dot,
  dualNorm,
  extremePoint,
  isZero,
  nearestOnHyperplane,
  normOf,
  projectBall,
  projectBallBox,
  type AscentProblem,
  type HyperplaneProblem,
} from './geometry/index.js';
export {
  identity,
  inverse,
  leastNorm,
  leastSquares,
  matmul,
  matrix,
  qr,
  solve,
  transpose,
  type Matrix,
  type QR,
} from './linalg/index.js';
export { exponential, gamma, integer, laplace, permutation, random, sample, studentT } from './random/index.js';
export {
  betaCdf,
  bootstrap,
  compressionCdf,
  gardnerKappa,
  kolmogorovSmirnov,
  linearFit,
  mean,
  meanCompression,
  median,
  normalCdf,
  normalDensity,
  normalQuantile,
  pearson,
  quantile,
  ranks,
  spearman,
  studentTCdf,
  variance,
  wilson,
} from './statistics/index.js';
