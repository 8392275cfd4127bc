export type { Case, Halfspace, Property } from './property/property.js';
export { readProperty } from './property/read.js';
export { verify, type Verdict, type Verification, type VerifyOptions, type Witness } from './verify.js';
export { witnessText } from './witness.js';
export type { ModelBytes } from './subject.js';
