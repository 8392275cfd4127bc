export type { Activation, DenseLayer } from './layer.js';
export {
  activationSlope,
  forward,
  isAffine,
  isPiecewiseLinear,
  preActivation,
  trace,
  validateLayers,
  vjp,
} from './network.js';
export {
  activationPattern,
  affineMap,
  endToEnd,
  localise,
  regionConstraints,
  regionExit,
  segmentBreakpoints,
  type AffineMap,
  type Local,
  type RegionExit,
} from './region.js';
