import type { BoundNetwork } from '../network.js';
import type { Range } from './interval.js';
import type { Magnitudes } from './magnitude.js';
import type { Relaxation } from './relaxation.js';
import type { Region } from '../region.js';

/** A network over a region with every activation between two lines. */
export interface Relaxed {
  readonly network: BoundNetwork;
  readonly region: Region;
  /** Ranges of values, where they were needed. */
  readonly ranges: readonly (Range | undefined)[];
  /** By step; undefined for linear ones. */
  readonly relaxations: readonly (Relaxation | undefined)[];
  readonly magnitudes: Magnitudes;
}
