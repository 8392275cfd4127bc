import { definePlugin } from '@fragility/plugin';
import { gaussianPoints } from './gaussian-points.js';

export { gaussianPoints };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [gaussianPoints] });
