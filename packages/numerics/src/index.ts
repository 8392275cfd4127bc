export { FragilityError, type FragilityErrorOptions } from './error.js';
export { batch, count, row, rows, stack, take, width, type Batch, type Row } from './batch.js';
export type { Bounds, Criterion, Loss, Norm, Random } from './types.js';
