export type { Body, Local, Statement, Value, Vector } from './code.js';
export { f32x4, f64x2, i32, v128, type Lanes } from './instructions.js';
export { kernel, memoryOf, several, type Declare, type Memory } from './kernel.js';
export { advance, loopWhile, overVectors, set } from './statements.js';
