import { definePlugin } from '@fragility/plugin';
import { fgsm } from './fgsm.js';
import { pgd } from './pgd.js';

export { fgsm, pgd };
export default definePlugin({ api: 1, provides: [fgsm, pgd] });
