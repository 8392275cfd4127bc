export { finishL2, finishLinf, prepareAlong, roundAlong } from './laws.js';
export { clip, depart, largest, steepness, stepAndClip } from './passes.js';
export { rowsOf } from './rows.js';
export { inverseScale } from './scale.js';
export { solveSaturating } from './solve.js';
export { truncate } from './truncate.js';
