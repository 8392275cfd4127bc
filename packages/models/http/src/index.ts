import { definePlugin } from '@fragility/plugin';
import { httpModel } from './http.js';

export { httpModel };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [httpModel] });
