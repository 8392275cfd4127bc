import { definePlugin } from '@fragility/plugin';
import { representation } from './features/representation.js';
import { superposition } from './features/superposition.js';
import { alignment } from './gradients/alignment.js';
import { curvature } from './gradients/curvature.js';
import { tilting } from './gradients/tilting.js';
import { localLinearity } from './linearity/local-linearity.js';
import { gradientScaling } from './scaling/gradient-scaling.js';
import { subspaceRobustness } from './subspace/subspace-robustness.js';

export {
  alignment,
  curvature,
  gradientScaling,
  localLinearity,
  representation,
  subspaceRobustness,
  superposition,
  tilting,
};
export default /* @__PURE__ */ definePlugin({
  api: 1,
  provides: [
    alignment,
    tilting,
    curvature,
    localLinearity,
    subspaceRobustness,
    gradientScaling,
    superposition,
    representation,
  ],
});
