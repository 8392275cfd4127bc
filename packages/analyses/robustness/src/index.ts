import { definePlugin } from '@fragility/plugin';
import { robustness } from './robustness.js';

export { accuracyOf, type Accuracy } from './accuracy.js';
export { robustness };
export { WORST_CASE, worstCase } from './worst-case.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [robustness] });
