import { definePlugin } from '@fragility/plugin';
import { qr } from './qr.js';

export { qr };
export { ballInsideRegion } from './region.js';
export default definePlugin({ api: 1, provides: [qr] });
