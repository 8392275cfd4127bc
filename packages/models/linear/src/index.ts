import { definePlugin } from '@fragility/plugin';
import { linear } from './linear.js';

export { interpolate, type Interpolation } from './interpolate.js';
export { linear };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [linear] });
