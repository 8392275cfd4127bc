import { definePlugin } from '@fragility/plugin';
import { tfjs } from './tfjs.js';
import { tfjsTrained } from './tfjs-trained.js';

export { convertLayersModel, type Converted, type ConvertOptions } from './convert/convert.js';
export type { Preprocessing } from './convert/preprocessing.js';
export { engineClassifier, type EngineClassifierOptions } from './engine-classifier.js';
export { readModelFiles, type ModelFiles, type ReadOptions } from './layers-model/read.js';
export type { SourceOptions } from './layers-model/source.js';
export type { Weight } from './layers-model/weights.js';
export type { Backend } from './run/backend.js';
export { tensorModel, type TensorModelOptions } from './tensor-model.js';
export { tfjs, tfjsTrained };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [tfjs, tfjsTrained] });
