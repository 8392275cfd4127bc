export { classifierChecks, type ClassifierExpectations } from './classifier.js';
export { modelChecks, type ModelProblem } from './model.js';
