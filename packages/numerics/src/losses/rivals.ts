import type { Row } from '../batch.js';

/**
 * The classes other than the label, largest logit first.
 *
 * @example rivalClasses(Float64Array.of(3, 1, 2), 0); // [2, 1]
 */
export const rivalClasses = (logits: Row, label: number): number[] =>
  Array.from(logits.keys())
    .filter((j) => j !== label)
    .sort((a, b) => logits[b]! - logits[a]!);
