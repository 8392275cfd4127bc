import { pictureOf, type Picture } from '@fragility/analysis';
import type { Dataset } from '@fragility/dataset';
import type { Row } from '@fragility/numerics';

/** Pictures of one attacked pair. */
export interface Portrait {
  readonly original: Picture;
  readonly other: Picture;
  /** The perturbation, its largest coordinate black or white and 0 grey. */
  readonly perturbation: Picture;
  readonly adversarial: Picture;
  /** By how much the perturbation is enlarged for the picture. */
  readonly magnification: number;
}

/** Pictures of x, of y, and of the point found; null where inputs are no images or have no range. */
export function portraitOf({ shape, bounds }: Dataset, x: Row, y: Row, point: Row): Portrait | null {
  if (!bounds) return null;
  const change = point.map((value, k) => value - x[k]!);
  const most = change.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  const [original, other, adversarial] = [x, y, point].map((values) => pictureOf(values, shape, bounds));
  const perturbation = pictureOf(change, shape, [-most, most]);
  return original && other && adversarial && perturbation
    ? { original, other, perturbation, adversarial, magnification: (bounds[1] - bounds[0]) / (2 * most) }
    : null;
}
