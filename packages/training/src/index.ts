export { trainingExamples } from './examples.js';
export { classifierFor, fitDense, reportedClassifier, type FitTarget, type Fitted } from './fit.js';
export { initialise } from './initialise.js';
export type { Architecture, TrainingOptions, TrainingResult, TrainingState } from './options.js';
export { fitParams, linearFitParams, precisionParam, type FitParams, type LinearFitParams } from './params.js';
export { hasResidualForm, isResidual, withoutResiduals } from './residual.js';
export { trainDense } from './train.js';
export { denseTrajectory } from './trajectory.js';
export { denseWeights } from './weights.js';
