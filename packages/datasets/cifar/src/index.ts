import { definePlugin } from '@fragility/plugin';
import { cifar10 } from './cifar10.js';

export { cifar10 };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [cifar10] });
