export { readPropertyFile } from './property/file.js';
export type { Case, Halfspace, Property } from './property/property.js';
export { readProperty } from './property/read.js';
