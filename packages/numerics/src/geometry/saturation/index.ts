export { rowsOf } from './rows.js';
export { solveSaturating } from './solve.js';
export { truncate } from './truncate.js';
