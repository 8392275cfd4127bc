import { exponential, normOf, type Bounds, type ConvexNorm, type Random, type Row } from '@fragility/numerics';

/** A point drawn evenly from a ball, and moved into the box. */
export function drawn(stream: Random, x: Row, radius: number, norm: ConvexNorm, bounds: Bounds): Row {
  const d = x.length;
  const raw = x.map(() => {
    if (norm === 'linf') return 2 * stream.uniform() - 1;
    if (norm === 'l2') return stream.normal();
    return (stream.uniform() < 0.5 ? -1 : 1) * exponential(stream);
  });
  const length = norm === 'linf' ? 1 : normOf(raw, norm) / stream.uniform() ** (1 / d);
  const [least, most] = bounds ?? [-Infinity, Infinity];
  return x.map((v, k) => Math.min(most, Math.max(least, v + (length > 0 ? (radius * raw[k]!) / length : 0))));
}
