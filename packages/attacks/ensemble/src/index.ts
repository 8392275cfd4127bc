import { definePlugin } from '@fragility/plugin';
import { autoattack } from './autoattack.js';
import { fragilityMin } from './fragility-min.js';

export { autoattack, fragilityMin };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [autoattack, fragilityMin] });
