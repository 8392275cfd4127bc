import { definePlugin } from '@fragility/plugin';
import { onnx } from './onnx.js';

export { onnx };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [onnx] });
