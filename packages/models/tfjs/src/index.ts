export { convertLayersModel, type Converted, type ConvertOptions } from './convert/convert.js';
export type { Preprocessing } from './convert/preprocessing.js';
export { readModelFiles, type ModelFiles, type ReadOptions } from './layers-model/read.js';
