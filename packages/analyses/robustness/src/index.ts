import { definePlugin } from '@fragility/plugin';
import { gallery } from './gallery/gallery.js';
import { optimality } from './optimality/optimality.js';
import { robustness } from './robustness.js';

export { accuracyOf, type Accuracy } from './accuracy.js';
export { localOptimality } from './optimality/local.js';
export { gallery, optimality, robustness };
export { WORST_CASE, worstCase } from './contest/worst-case.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [robustness, optimality, gallery] });
