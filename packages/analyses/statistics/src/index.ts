import { definePlugin } from '@fragility/plugin';
import { explanations } from './explanations/explanations.js';
import { scalingLaw } from './scaling/scaling-law.js';

export { explanations, scalingLaw };
export { partialCorrelation } from './regression/partial.js';
export { regress, type Fit } from './regression/regress.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [scalingLaw, explanations] });
