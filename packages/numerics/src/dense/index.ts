export type { Activation, DenseLayer } from './layer.js';
export { activationSlope } from './activation.js';
export { localise, type Local } from './local.js';
export {
  checkLayerSizes,
  forward,
  isAffine,
  isPiecewiseLinear,
  preActivation,
  trace,
  validateLayers,
  vjp,
} from './network.js';
export { activationPattern } from './pattern.js';
export {
  affineMap,
  endToEnd,
  regionConstraints,
  regionExit,
  segmentBreakpoints,
  type AffineMap,
  type RegionExit,
} from './region.js';
export { regionRadius } from './region-radius.js';
