import { definePlugin } from '@fragility/plugin';
import { mnist } from './mnist.js';

export { mnist };
export { readIdx, type Idx } from './idx.js';
export default definePlugin({ api: 1, provides: [mnist] });
