import { definePlugin } from '@fragility/plugin';
import { imageFolder } from './image-folder.js';
import { imagenet } from './imagenet.js';

export { imageFolder, imagenet };
export { decoder, type Decode } from './pixels/decode.js';
export type { Pixels } from './pixels/resample.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [imagenet, imageFolder] });
