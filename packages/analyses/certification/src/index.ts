import { definePlugin } from '@fragility/plugin';
import { certifiedAccuracy } from './accuracy/certified-accuracy.js';
import { clever } from './clever/clever.js';
import { lipschitz } from './lipschitz/lipschitz.js';
import { certifiedRadii } from './radius/certified-radius.js';
import { randomisedSmoothing } from './smoothing/randomised-smoothing.js';

export { certifiedAccuracy, certifiedRadii, clever, lipschitz, randomisedSmoothing };
export default /* @__PURE__ */ definePlugin({
  api: 1,
  provides: [certifiedRadii, certifiedAccuracy, randomisedSmoothing, lipschitz, clever],
});
