import { definePlugin } from '@fragility/plugin';
import { ddn } from './ddn.js';
import { deepfool } from './deepfool.js';

export { ddn, deepfool };
export default definePlugin({ api: 1, provides: [ddn, deepfool] });
