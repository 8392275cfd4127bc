import { definePlugin } from '@fragility/plugin';
import { npy } from './npy.js';

export { npy };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [npy] });
