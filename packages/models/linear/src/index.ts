import { definePlugin } from '@fragility/plugin';
import { linear } from './linear.js';
import { maxMargin } from './max-margin/max-margin.js';

export { interpolate, type Interpolation } from './interpolate.js';
export { separate, type Separation } from './max-margin/solve.js';
export { linear, maxMargin };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [linear, maxMargin] });
