import { definePlugin } from '@fragility/plugin';
import { functionModel } from './function.js';

export type { Predict, Rows, Values, Vjp } from './module.js';
export { functionModel };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [functionModel] });
