import { definePlugin } from '@fragility/plugin';
import { compressionLaw } from './compression-law.js';
import { compressionPrediction } from './compression-prediction.js';

export { compressionLaw, compressionPrediction };
export { exactPath } from './exact-path.js';
export { pathBetween } from './path-between.js';
export type { Path } from './path.js';
export { sampledPath } from './sampled-path.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [compressionLaw, compressionPrediction] });
