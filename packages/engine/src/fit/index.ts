export { accuracy, trainingExamples } from './data.js';
export { classifierFor, fitDense, reportedClassifier, type FitTarget, type Fitted } from './fit.js';
export { fitParams, linearFitParams, precisionParam, type FitParams, type LinearFitParams } from './params.js';
