export { rowsOf } from './rows.js';
export { inverseScale } from './scale.js';
export { solveSaturating } from './solve.js';
export { truncate } from './truncate.js';
