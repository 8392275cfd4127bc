import { activations } from './activation.js';
import { convolutions } from './convolution.js';
import { denses } from './dense.js';
import { merges } from './merge.js';
import { normalisations } from './normalisation.js';
import { poolings } from './pooling.js';
import type { LayerRule } from './rule.js';
import { sequences } from './sequence.js';
import { shapes } from './shape.js';
import { transposed } from './transposed.js';
import { upsamplings } from './upsampling.js';

/** How each layer class is written as ONNX nodes; a new one is one more line in its file. */
export const layerRules: Readonly<Record<string, LayerRule>> = {
  ...activations,
  ...convolutions,
  ...denses,
  ...merges,
  ...normalisations,
  ...poolings,
  ...sequences,
  ...shapes,
  ...transposed,
  ...upsamplings,
};

/** Classes that a converted model may have; dropouts and noise do nothing after training. */
export const knownClasses: readonly string[] = [
  ...Object.keys(layerRules),
  'Dropout',
  'GaussianNoise',
  'InputLayer',
  'SpatialDropout2D',
].toSorted();
