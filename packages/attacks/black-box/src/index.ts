import { definePlugin } from '@fragility/plugin';
import { estimated } from './estimated.js';
import { estimatedPgd } from './estimated-pgd.js';
import { hopSkipJump } from './hop-skip-jump.js';
import { square } from './square.js';

export { estimated, estimatedPgd, hopSkipJump, square };
export type { Estimate, Method } from './estimate.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [square, hopSkipJump, estimatedPgd] });
