import type { Norm } from '@fragility/numerics';

const NAMES: Readonly<Record<Norm, string>> = { linf: 'L∞', l2: 'L2', l1: 'L1', l0: 'L0' };

/**
 * A norm as people write it.
 *
 * @example normName('linf'); // 'L∞'
 */
export const normName = (norm: Norm): string => NAMES[norm];
