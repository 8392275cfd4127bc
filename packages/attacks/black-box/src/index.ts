import { definePlugin } from '@fragility/plugin';
import { hopSkipJump } from './hop-skip-jump.js';
import { square } from './square.js';

export { hopSkipJump, square };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [square, hopSkipJump] });
