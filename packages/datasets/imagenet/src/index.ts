import { definePlugin } from '@fragility/plugin';
import { imageFolder } from './image-folder.js';
import { imagenet } from './imagenet.js';

export { imageFolder, imagenet };
export default definePlugin({ api: 1, provides: [imagenet, imageFolder] });
