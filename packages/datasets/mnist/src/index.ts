import { definePlugin } from '@fragility/plugin';
import { fashionMnist } from './fashion-mnist.js';
import { mnist } from './mnist.js';

export { fashionMnist, mnist };
export { readIdx, type Idx } from './idx.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [mnist, fashionMnist] });
