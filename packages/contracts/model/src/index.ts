export {
  isDense,
  isDifferentiable,
  type Capability,
  type Classifier,
  type DenseClassifier,
  type DifferentiableClassifier,
  type Pullback,
} from './classifier.js';
