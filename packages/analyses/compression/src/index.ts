import { definePlugin } from '@fragility/plugin';
import { compressionLaw } from './law/compression-law.js';
import { interpolationLaw } from './law/interpolation-law.js';
import { marginLaw } from './margin/margin-law.js';
import { populationLaw } from './population/population-law.js';
import { compressionPrediction } from './prediction/compression-prediction.js';
import { worstClass } from './worst/worst-class.js';

export { compressionLaw, compressionPrediction, interpolationLaw, marginLaw, populationLaw, worstClass };
export { exactPath } from './path/exact-path.js';
export { pathBetween } from './path/path-between.js';
export type { Path } from './path/path.js';
export { sampledPath } from './path/sampled-path.js';
export default /* @__PURE__ */ definePlugin({
  api: 1,
  provides: [compressionLaw, interpolationLaw, marginLaw, populationLaw, worstClass, compressionPrediction],
});
