import { definePlugin } from '@fragility/plugin';
import { linearRegions } from './linear-regions.js';
import { qr } from './qr.js';

export { linearRegions, qr };
export { ballInsideRegion } from './region.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [qr, linearRegions] });
