import { definePlugin } from '@fragility/plugin';
import { reluMlp } from './relu-mlp.js';

export { reluMlp };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [reluMlp] });
