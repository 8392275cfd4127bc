import { defineDataset, type Dataset } from '@fragility/dataset';
import { permutation, random } from '@fragility/numerics';
import { z } from 'zod';

const params = z.strictObject({
  dimension: z.int().positive().describe('dimension d of the points'),
  points: z.int().min(2).optional().describe('number of points (default: as many as the dimension)'),
  classes: z
    .union([z.literal('each'), z.int().min(2)])
    .default('each')
    .describe('one class per point, or this many balanced random classes'),
});

function drawn(given: z.output<typeof params>, seed: number): Dataset {
  const { dimension, points = dimension, classes } = given;
  const stream = random(seed).fork('gaussian-points');
  const count = classes === 'each' ? points : classes;
  const order = permutation(stream.fork('labels'), points);
  const labels = Int32Array.from({ length: points }, (_, i) => (classes === 'each' ? i : order[i]! % count));
  return {
    shape: [dimension],
    classes: Array.from({ length: count }, (_, k) => `${k}`),
    bounds: null,
    size: { train: points, test: 0 },
    population: { name: 'Gaussian', draw: async (again) => drawn(given, again) },
    load: async (_split, indices) => {
      const data = new Float64Array(indices.length * dimension);
      for (let k = 0; k < indices.length; k++) {
        const own = stream.fork(indices[k]!);
        for (let c = 0; c < dimension; c++) data[k * dimension + c] = own.normal();
      }
      return {
        inputs: { data, shape: [indices.length, dimension] },
        labels: Int32Array.from(indices, (i) => labels[i]!),
        ids: Array.from(indices, (i) => `gaussian-${seed}-${i}`),
      };
    },
  };
}

/**
 * Random points with random labels: x_i ~ N(0, I_d), i.i.d., one class each (Theorem 1) or K balanced random classes.
 *
 *     ‖x_i − x_j‖ = √2 · χ_d,   so the points are about √(2d) apart
 *
 * Point i is drawn from a stream of its own: it is the same whatever the number of points. Shape [d], no bounds, train split only.
 * Source: arXiv:2406.16200, §3.
 *
 * @example
 * const points = await openDataset(gaussianPoints, { dimension: 64 }, { seed: 1 });
 * points.size.train; // 64
 */
export const gaussianPoints = defineDataset({
  name: 'gaussian-points',
  summary: 'Points of N(0, I_d), one class each or K random classes',
  params,
  open: async (given, { seed }) => drawn(given, seed),
});
