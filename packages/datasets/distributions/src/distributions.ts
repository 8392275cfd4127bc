import { defineDataset, type Dataset } from '@fragility/dataset';
import { permutation, random } from '@fragility/numerics';
import type { InferOutput } from 'valibot';
import { FAMILIES } from './families.js';
import { distributionParams } from './params.js';

type Params = InferOutput<typeof distributionParams>;

/** Labels 0…n − 1, or so many classes of sizes that differ by one at most, in random order. */
function labelsOf({ classes }: Params, points: number, order: Int32Array): Int32Array {
  return Int32Array.from({ length: points }, (_, i) => (classes === 'each' ? i : order[i]! % classes));
}

function drawn(params: Params, seed: number): Dataset {
  const { distribution, dimension, points = dimension, classes, upsample } = params;
  const family = FAMILIES[distribution];
  const stream = random(seed).fork('distributions');
  const sample = family.sampler(params, stream.fork('shared'));
  const labels = labelsOf(params, points, permutation(stream.fork('labels'), points));
  const size = dimension * upsample;
  return {
    shape: [size],
    classes: Array.from({ length: classes === 'each' ? points : classes }, (_, k) => `${k}`),
    bounds: null,
    size: { train: points, test: 0 },
    population: { name: family.title(params), draw: async (again) => drawn(params, again) },
    load: async (_split, indices) => {
      const data = new Float64Array(indices.length * size);
      for (let row = 0; row < indices.length; row++)
        sample(stream.fork(indices[row]!)).forEach((value, c) =>
          data.fill(value, row * size + c * upsample, row * size + (c + 1) * upsample),
        );
      return {
        inputs: { data, shape: [indices.length, size] },
        labels: Int32Array.from(indices, (i) => labels[i]!),
        ids: Array.from(indices, (i) => `${distribution}-${seed}-${i}`),
      };
    },
  };
}

/**
 * Random points with random labels from distributions of many kinds, each with mean 0 and variance 1 in every coordinate.
 *
 *     E x_c = 0,  E x_c² = 1,  E ‖x_i − x_j‖² = 2d for independent points
 *
 * Point i is drawn from a stream of its own: it is the same whatever the number of points. Shape [d · upsample], no bounds, train split only.
 *
 * @example
 * const points = await openDataset(distributions, { distribution: 'laplace', dimension: 64 }, { seed: 1 });
 * points.size.train; // 64
 */
export const distributions = defineDataset({
  name: 'distributions',
  summary: 'Points from the sphere, cube, ±1, Laplace, Student t, AR(1), low rank, clusters and mixtures',
  params: distributionParams,
  open: async (params, { seed }) => drawn(params, seed),
});
