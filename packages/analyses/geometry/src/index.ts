import { definePlugin } from '@fragility/plugin';
import { alignment } from './gradients/alignment.js';
import { curvature } from './gradients/curvature.js';
import { tilting } from './gradients/tilting.js';
import { localLinearity } from './linearity/local-linearity.js';
import { gradientScaling } from './scaling/gradient-scaling.js';
import { subspaceRobustness } from './subspace/subspace-robustness.js';

export { alignment, curvature, gradientScaling, localLinearity, subspaceRobustness, tilting };
export default /* @__PURE__ */ definePlugin({
  api: 1,
  provides: [alignment, tilting, curvature, localLinearity, subspaceRobustness, gradientScaling],
});
