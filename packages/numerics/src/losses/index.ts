export { crossEntropy, logSumExp } from './cross-entropy.js';
export { logitDifference, margin, marginLoss, predictedClass, runnerUp } from './margin.js';
export { differenceOfLogitsRatio, squaredError } from './ratio.js';
