export { crossEntropy } from './cross-entropy.js';
export { differenceOfLogitsRatio } from './dlr.js';
export { logitDifference, margin, marginLoss, predictedClass } from './margin.js';
export { probabilityMargin } from './probability-margin.js';
export { squaredError } from './squared-error.js';
export { rivalClasses } from './rivals.js';
