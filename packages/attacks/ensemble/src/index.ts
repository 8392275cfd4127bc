import { definePlugin } from '@fragility/plugin';
import { autoattack } from './autoattack.js';
import { bisectedPgd } from './bisected-pgd.js';
import { estimatedPgd } from './estimated/estimated-pgd.js';
import { fragilityMin } from './fragility-min.js';

export { autoattack, bisectedPgd, estimatedPgd, fragilityMin };
export { estimated } from './estimated/estimated.js';
export type { Estimate, Method } from './estimated/estimate.js';
export default /* @__PURE__ */ definePlugin({
  api: 1,
  provides: [autoattack, fragilityMin, bisectedPgd, estimatedPgd],
});
