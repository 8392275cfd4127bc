import { definePlugin } from '@fragility/plugin';
import { ddn } from './ddn.js';
import { deepfool } from './deepfool.js';
import { fab, fabT } from './fab.js';
import { fmn } from './fmn.js';
import { superDeepfool } from './super-deepfool.js';

export { ddn, deepfool, fab, fabT, fmn, superDeepfool };
export default definePlugin({ api: 1, provides: [ddn, deepfool, superDeepfool, fmn, fab, fabT] });
