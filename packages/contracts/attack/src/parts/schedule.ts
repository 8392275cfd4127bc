/**
 * From `first` to `last` along half a cosine, t from 0 to 1.
 *
 *     last + (first − last)(1 + cos πt)/2
 *
 * @example cosine(1, 0, 0.5); // 0.5
 */
export const cosine = (first: number, last: number, t: number): number =>
  last + ((first - last) * (1 + Math.cos(Math.PI * t))) / 2;
