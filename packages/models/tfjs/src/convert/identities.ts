import type { Layer } from '../layers-model/layer.js';

/** Layers that pass their values on once training is over: dropouts, noise, random augmentation. */
export const IDENTITIES: readonly string[] = [
  'ActivityRegularization',
  'AlphaDropout',
  'AugMix',
  'CutMix',
  'Dropout',
  'GaussianDropout',
  'GaussianNoise',
  'Identity',
  'MixUp',
  'RandomBrightness',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomContrast',
  'RandomElasticTransform',
  'RandomErasing',
  'RandomFlip',
  'RandomGaussianBlur',
  'RandomGrayscale',
  'RandomHeight',
  'RandomHue',
  'RandomInvert',
  'RandomPerspective',
  'RandomPosterization',
  'RandomRotation',
  'RandomSaturation',
  'RandomSharpness',
  'RandomShear',
  'RandomTranslation',
  'RandomWidth',
  'RandomZoom',
  'RandAugment',
  'Solarization',
  'SpatialDropout1D',
  'SpatialDropout2D',
];

const known = new Set(IDENTITIES);

/** Whether a layer does nothing to what passes through it. */
export const isIdentity = (layer: Layer): boolean => known.has(layer.class);
