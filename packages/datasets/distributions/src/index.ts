import { definePlugin } from '@fragility/plugin';
import { distributions } from './distributions.js';

export { distributions };
export { FAMILIES, FAMILY_NAMES, type FamilyName } from './families.js';
export type { Family, Marginal, Option, Shape } from './family.js';
export default /* @__PURE__ */ definePlugin({ api: 1, provides: [distributions] });
