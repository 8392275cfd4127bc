export type { EngineChoice } from '@fragility/model';
export {
  ballRegion,
  boundNetwork,
  boundNetworkOf,
  boundOutputs,
  boundRows,
  boxRegion,
  crownRows,
  floatError,
  freeUnits,
  gradientsAt,
  intervals,
  marginsOf,
  optimise,
  outputsAt,
  reduced,
  relax,
  valuesAt,
  type ActivationStep,
  type Ball,
  type BoundMethod,
  type BoundNetwork,
  type BoundOptions,
  type FreeUnits,
  type Gradients,
  type LinearStep,
  type MaximumStep,
  type Optimised,
  type OptimisedRows,
  type OptimiseOptions,
  type Range,
  type Reduced,
  type Region,
  type Relaxed,
  type RelaxOptions,
  type Specification,
  type Split,
  type Step,
} from './bounds/index.js';
export { denseClassifier, type DenseClassifierOptions } from './dense/classifier.js';
export { loadDenseOnnx, saveOnnx } from './dense/file.js';
export { checkLayers } from './dense/check.js';
export { activate, denseGraph, type LayerShape } from './dense/graph.js';
export { GraphBuilder } from './graph/builder.js';
export { differentiate, withGradients, type Differentiated } from './graph/differentiate.js';
export type { Attribute, Constant, Dimension, ElementType, Graph, Node, Port } from './graph/graph.js';
export { rules, type Rule } from './rules/index.js';
export type { Tape } from './graph/tape.js';
export { floats, type Floats, type Precision } from './graph/tensors.js';
export {
  graphClassifier,
  onnxClassifier,
  type GraphClassifierOptions,
  type OnnxClassifierOptions,
} from './import/classifier.js';
export { endFacts, findEnd, type GraphEnd } from './import/ends/find.js';
export type { Preprocessing } from './import/inputs/preprocess.js';
export { externalFiles, type ExternalData } from './onnx/tensors/external.js';
export { strangeFile } from './onnx/strange.js';
export { readModel, writeModel, type OnnxModel, type ReadOptions } from './onnx/model.js';
export { isGraphBacked, type GraphBacked } from './network/classifier.js';
export { loadRuntime, type RuntimeOptions } from './runtime/load.js';
export {
  describeRuntime,
  resultIdentity,
  type FilePort,
  type FileSession,
  type ResultIdentity,
  type Runtime,
  type RuntimeIdentity,
  type Session,
  type Tensor,
  type Tensors,
} from './runtime/runtime.js';
