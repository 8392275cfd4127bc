import { boundNetwork, GraphBuilder, type Ball, type BoundNetwork } from '@fragility/engine';
import { distance, projectBallBox, type ConvexNorm, type Random } from '@fragility/numerics';

/** A network of rectified layers of random weights. */
export function randomNetwork(widths: readonly number[], { normal }: Random): BoundNetwork {
  const b = new GraphBuilder('random');
  const numbers = (shape: number[], scale: number): string =>
    b.constant({
      type: 'float64',
      shape,
      data: Float64Array.from({ length: shape.reduce((p, q) => p * q, 1) }, () => scale * normal()),
    });
  let x = b.input({ name: 'x', type: 'float64', shape: ['batch', widths[0]!] });
  widths.slice(1).forEach((to, k) => {
    const from = widths[k]!;
    x = b.node('Gemm', [x, numbers([to, from], 1.6 / Math.sqrt(from)), numbers([to], 0.3)], { transB: 1 });
    if (k < widths.length - 2) x = b.node('Relu', [x]);
  });
  b.output({ name: x, type: 'float64', shape: ['batch', widths.at(-1)!] });
  return boundNetwork(b.build());
}

export const NORMS: readonly ConvexNorm[] = ['linf', 'l2', 'l1'];

/** Points of a ball in the plane on a grid, and on its border. */
export function* grid({ centre, radius, norm, bounds = null }: Ball, n: number): Generator<Float64Array> {
  for (let i = 0; i <= n; i++)
    for (let j = 0; j <= n; j++) {
      const x = centre.map((v, k) => v + radius * ((2 * (k === 0 ? i : j)) / n - 1));
      const moved = projectBallBox(x, centre, radius, norm, bounds);
      if (distance(moved, centre, norm) <= radius) yield moved;
    }
}
