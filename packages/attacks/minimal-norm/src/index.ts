import { definePlugin } from '@fragility/plugin';
import { alma } from './alma.js';
import { basinHopping } from './basins/basin-hopping.js';
import { bisectedPgd } from './bisection/bisected-pgd.js';
import { cw } from './cw.js';
import { ddn } from './ddn.js';
import { deepfool } from './deepfool.js';
import { fab, fabT } from './fab/fab.js';
import { fmn } from './fmn.js';
import { pdpgd } from './pdpgd.js';
import { sigmaZero } from './sigma-zero.js';
import { superDeepfool } from './super-deepfool.js';

export { alma, basinHopping, bisectedPgd, cw, ddn, deepfool, fab, fabT, fmn, pdpgd, sigmaZero, superDeepfool };
export { smallest } from './bisection/smallest.js';
export default /* @__PURE__ */ definePlugin({
  api: 1,
  provides: [ddn, deepfool, superDeepfool, fmn, cw, fab, fabT, alma, pdpgd, sigmaZero, bisectedPgd, basinHopping],
});
