import { definePlugin } from '@fragility/plugin';
import { alma } from './alma/alma.js';
import { basinHopping } from './basins/basin-hopping.js';
import { cw } from './cw/cw.js';
import { ddn } from './ddn.js';
import { deepfool } from './deepfool/deepfool.js';
import { fabT } from './fab/fab-t.js';
import { fab } from './fab/fab.js';
import { fmn } from './fmn.js';
import { pdpgd } from './pdpgd.js';
import { sigmaZero } from './sigma-zero.js';
import { superDeepfool } from './deepfool/super-deepfool.js';

export { alma, basinHopping, cw, ddn, deepfool, fab, fabT, fmn, pdpgd, sigmaZero, superDeepfool };
export default /* @__PURE__ */ definePlugin({
  api: 1,
  provides: [ddn, deepfool, superDeepfool, fmn, cw, fab, fabT, alma, pdpgd, sigmaZero, basinHopping],
});
