export {
  defineDataset,
  type AnyDataset,
  type Dataset,
  type DatasetContext,
  type DatasetDefinition,
  type Examples,
  type Population,
  type Skipped,
  type Split,
} from './dataset.js';
export { examplesAt, inMemory } from './in-memory.js';
export { checkDataset, openDataset } from './open.js';
export { evaluationSplit, matrix, selected, stream, type Selection } from './stream.js';
