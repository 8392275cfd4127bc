import { definePlugin } from '@fragility/plugin';
import { reluMlp } from './relu-mlp.js';

export { reluMlp };
export default definePlugin({ api: 1, provides: [reluMlp] });
