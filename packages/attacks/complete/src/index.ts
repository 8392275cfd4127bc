import { definePlugin } from '@fragility/plugin';
import { bab } from './bab.js';

export { networkOf } from './network-of.js';
export { bab };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [bab] });
