import { IDENTITIES } from '../identities.js';
import { activations } from './activation.js';
import { attentions } from './sequences/attention.js';
import { convolutions } from './images/convolution.js';
import { convnexts } from './images/convnext.js';
import { crops } from './images/crop.js';
import { denses } from './dense.js';
import { distributed } from './sequences/distributed.js';
import { products } from './sequences/dot.js';
import { einsums } from './sequences/einsum.js';
import { elementwise } from './elementwise.js';
import { merges } from './merge.js';
import { moments } from './moments.js';
import { normalisations } from './normalisation.js';
import { poolings } from './images/pooling.js';
import { recurrents } from './sequences/recurrent.js';
import { reductions } from './reduction.js';
import type { LayerRule } from './rule.js';
import { sequences } from './sequences/sequence.js';
import { shapes } from './shape.js';
import { transposed } from './images/transposed.js';
import { resizings } from './images/resizing.js';

/** How each layer class is written as ONNX nodes; a new one is one more line in its file. */
export const layerRules: Readonly<Record<string, LayerRule>> = {
  ...activations,
  ...attentions,
  ...convolutions,
  ...convnexts,
  ...crops,
  ...denses,
  ...distributed,
  ...einsums,
  ...elementwise,
  ...merges,
  ...moments,
  ...normalisations,
  ...poolings,
  ...products,
  ...recurrents,
  ...reductions,
  ...sequences,
  ...shapes,
  ...transposed,
  ...resizings,
};

/** Classes that a converted model may have; dropouts, noise and augmentation do nothing after training. */
export const knownClasses: readonly string[] = [...Object.keys(layerRules), ...IDENTITIES, 'InputLayer'].toSorted();
