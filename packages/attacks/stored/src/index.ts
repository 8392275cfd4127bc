import { definePlugin } from '@fragility/plugin';
import { stored } from './stored.js';

export { stored };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [stored] });
