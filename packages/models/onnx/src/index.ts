import { definePlugin } from '@fragility/plugin';
import { onnx } from './onnx.js';

export { onnx };
export { readSource, type ModelBytes, type ModelSource } from './source.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [onnx] });
