import { definePlugin } from '@fragility/plugin';
import { compressionLaw } from './compression-law.js';

export { compressionLaw };
export default definePlugin({ api: 1, provides: [compressionLaw] });
