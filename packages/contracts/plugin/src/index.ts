export {
  FragilityError,
  isFragilityError,
  type ErrorKind,
  type ErrorMessage,
  type FragilityErrorOptions,
  type Statement,
} from '@fragility/numerics';
export { API, type Definition, type Kind, type Plugin } from './definition.js';
export { checkPlugin, definePlugin } from './plugin.js';
export { parseParams } from './params/params.js';
export { choice, flag, integer, real, type Range } from './params/parameters.js';
export { check as checkParams, type Problem } from './schema/problems.js';
export { extended, type Extended } from './schema/extended.js';
export { fieldsOf } from './schema/node.js';
export type { OutputOf, Schema } from './schema/schema.js';
export { unknownKey } from './params/describe.js';
export { nodeModule } from './node.js';
export { suggest, type Alias } from './params/suggest.js';
export { asError, describeThrown, framesOf, isInstalled, thrownAt, type Thrown } from './thrown.js';
export { describeImport, syntaxErrorAt } from './import-failure.js';
export { decodeText } from './text.js';
export { contentOf } from './content.js';
export { expectThat, runChecks, type Check, type Exemption, type Verdict } from './check.js';
export { saysWhatItIs } from './says-what-it-is.js';
export { withMembers } from './with-members.js';
export { refusesUnknownParameter } from './unknown-parameter.js';
