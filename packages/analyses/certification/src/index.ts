import { definePlugin } from '@fragility/plugin';
import { certifiedAccuracy } from './accuracy/certified-accuracy.js';
import { certifiedRadii } from './radius/certified-radius.js';

export { certifiedAccuracy, certifiedRadii };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [certifiedRadii, certifiedAccuracy] });
