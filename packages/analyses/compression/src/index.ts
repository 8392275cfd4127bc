import { definePlugin } from '@fragility/plugin';
import { compressionLaw } from './compression-law.js';
import { compressionPrediction } from './compression-prediction.js';

export { compressionLaw, compressionPrediction };
export { exactPath, pathBetween, sampledPath, type Path } from './path.js';
export default definePlugin({ api: 1, provides: [compressionLaw, compressionPrediction] });
