import { definePlugin } from '@fragility/plugin';
import { apgdT } from './apgd-t.js';
import { apgd } from './apgd.js';
import { bim } from './bim.js';
import { fgsm } from './fgsm.js';
import { miFgsm } from './mi-fgsm.js';
import { pgd } from './pgd.js';

export { apgd, apgdT, bim, fgsm, miFgsm, pgd };
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [fgsm, bim, miFgsm, pgd, apgd, apgdT] });
