import { fail } from '../error.js';
import type { Affine } from './affine.js';

/** What is done to an input x before the network sees it, per channel (the last axis) or for all:  ((x · scale + offset) − mean)/std. */
export interface Preprocessing {
  readonly scale?: number | readonly number[] | undefined;
  readonly offset?: number | readonly number[] | undefined;
  readonly mean?: number | readonly number[] | undefined;
  readonly std?: number | readonly number[] | undefined;
}

/**
 * Preprocessing as one multiplication and one addition, for a last axis of `channels` values.
 *
 * @throws FragilityError `tfjs/preprocessing` for a list of another length, or a std that is not positive.
 */
export function preprocessingOf(given: Preprocessing, channels: number): Affine | undefined {
  const value = (key: keyof Preprocessing, standard: number): ((k: number) => number) => {
    const each = given[key] ?? standard;
    if (typeof each === 'number') return () => each;
    if (each.length !== channels)
      fail('preprocessing', {
        given: `${key} has ${each.length} values`,
        expected: `one or ${channels}, one for each channel`,
        remedy: 'correct it',
      });
    return (k) => each[k]!;
  };
  const [scale, offset, mean, std] = [value('scale', 1), value('offset', 0), value('mean', 0), value('std', 1)];
  const size = Object.values(given).some(Array.isArray) ? channels : 1;
  const list = (at: (k: number) => number): Float64Array => Float64Array.from({ length: size }, (_, k) => at(k));
  if (list(std).some((each) => !(each > 0)))
    fail('preprocessing', { given: 'std is not positive', expected: 'numbers > 0', remedy: 'correct it' });
  const affine = { scale: list((k) => scale(k) / std(k)), shift: list((k) => (offset(k) - mean(k)) / std(k)) };
  return affine.scale.some((each) => each !== 1) || affine.shift.some((each) => each !== 0) ? affine : undefined;
}
