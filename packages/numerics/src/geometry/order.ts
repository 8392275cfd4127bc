import type { Row } from '../batch.js';

/** Coordinates by size, largest first; those of one size, infinite ones too, by `then`, and by index where that is equal as well. */
export const largestFirst = (size: Row, then: Row = size): Uint32Array =>
  Uint32Array.from(size.keys()).sort((a, b) => size[b]! - size[a]! || then[b]! - then[a]!);
