export { FragilityError, type FragilityErrorOptions } from '@fragility/numerics';
export { API, type Definition, type Kind, type Plugin } from './definition.js';
export { checkPlugin, definePlugin } from './plugin.js';
export { parseParams, problems, type Problem } from './params.js';
export { unknownKey } from './describe.js';
export { nodeModule } from './node.js';
export { suggest } from './suggest.js';
export { decodeText } from './text.js';
export { expectThat, runChecks, type Check, type Exemption, type Verdict } from './check.js';
