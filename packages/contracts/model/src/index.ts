export { accuracy } from './accuracy.js';
export { externalClassifier, type ExternalModel } from './external/external-classifier.js';
export { MODEL_OUTPUTS, asLogits, type ModelOutput } from './external/model-output.js';
export { atMost } from './at-most.js';
export {
  asDifferentiable,
  hasFeatures,
  isDense,
  isDifferentiable,
  withoutGradients,
  type Capability,
  type Classifier,
  type DenseClassifier,
  type DifferentiableClassifier,
  type FeatureClassifier,
  type Fact,
  type GradientStop,
  type Levels,
  type Pullback,
  type Rewritten,
} from './classifier.js';
export { buildModel, restoreModel } from './build.js';
export {
  defineModel,
  type AnyModel,
  type Checkpoint,
  type EngineChoice,
  type ModelContext,
  type ModelDefinition,
  type PeekContext,
  type ModelWeights,
  type TrainingTrajectory,
} from './definition.js';
export { headOf, type Head } from './head.js';
export { covers, offerOf, peekAt, type Offer } from './offer.js';
export { checked } from './checked.js';
export { confined, confinedLogits, problemOf, type PartialBatch } from './by-example.js';
export { restrict } from './restrict.js';
export { referenceClassifier, type ReferenceOptions } from './reference.js';
