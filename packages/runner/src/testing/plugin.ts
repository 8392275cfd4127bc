import { definePlugin } from '@fragility/plugin';
import { distances, nearest, norms, portraits, spread, training } from './analyses.js';
import { aim, drift, jump, slide } from './attacks.js';
import { affine, kept, twoClouds, walked } from './parts.js';

export { slid } from './attacks.js';
export { calls } from './parts.js';
export default definePlugin({
  api: 1,
  provides: [
    twoClouds,
    affine,
    kept,
    walked,
    jump,
    slide,
    aim,
    drift,
    norms,
    distances,
    nearest,
    training,
    portraits,
    spread,
  ],
});
