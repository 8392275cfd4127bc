import { compressionCdf, dot, gamma, integer, normalCdf, type Random } from '@fragility/numerics';
import { mixtureMarginal, scaleOf, studentMarginal } from './coordinates.js';
import type { Family, Shape } from './family.js';

const normals = (own: Random, length: number): Float64Array => Float64Array.from({ length }, () => own.normal());

/** √d · u, u uniform on the unit sphere: |u_1| is the compression ratio of Theorem 1, u_1² ~ Beta(1/2, (d − 1)/2). */
export const sphere: Family = {
  title: () => 'sphere',
  options: [],
  marginal:
    ({ dimension }) =>
    (x) => {
      const inside = compressionCdf(Math.min(1, Math.abs(x) / Math.sqrt(dimension)), dimension) / 2;
      return x < 0 ? 0.5 - inside : 0.5 + inside;
    },
  sampler:
    ({ dimension }) =>
    (own) => {
      const z = normals(own, dimension);
      const scale = Math.sqrt(dimension / dot(z, z));
      return z.map((value) => value * scale);
    },
};

/** A Gaussian point times one random radius. */
const radial = (
  family: Pick<Family, 'title' | 'options' | 'marginal'>,
  radius: (shape: Shape) => (own: Random) => number,
): Family => ({
  ...family,
  sampler: (shape) => {
    const drawn = radius(shape);
    return (own) => {
      const scale = drawn(own);
      return normals(own, shape.dimension).map((value) => value * scale);
    };
  },
});

/** Multivariate t, scaled to variance 1: z √((ν − 2)/χ²_ν), one radius per point. */
export const studentRadius = radial(
  { title: ({ degrees }) => `Student t radius, ν = ${degrees}`, options: ['degrees'], marginal: studentMarginal },
  ({ degrees }) =>
    (own) =>
      Math.sqrt((degrees - 2) / (2 * gamma(own, degrees / 2))),
);

/** a z, or a · ratio · z for a `share` of the points. */
export const mixtureRadius = radial(
  {
    title: ({ share, ratio }) => `mixture radius, ${share} of scale ${ratio}`,
    options: ['share', 'ratio'],
    marginal: mixtureMarginal,
  },
  scaleOf,
);

/** x_1 = z_1, x_k = r x_{k−1} + √(1 − r²) z_k: correlation r^|k − l|. */
export const autoregressive: Family = {
  title: ({ correlation }) => `AR(1), r = ${correlation}`,
  options: ['correlation'],
  marginal: () => normalCdf,
  sampler:
    ({ dimension, correlation }) =>
    (own) => {
      const x = normals(own, dimension);
      const fresh = Math.sqrt(1 - correlation * correlation);
      for (let k = 1; k < dimension; k++) x[k] = correlation * x[k - 1]! + fresh * x[k]!;
      return x;
    },
};

/** x + noise with shares 1 − s and s of the variance. */
const noisy = (x: Float64Array, noise: number, own: Random): Float64Array => {
  const [kept, added] = [Math.sqrt(1 - noise), Math.sqrt(noise)];
  return x.map((value) => kept * value + added * own.normal());
};

/** √(1 − s) A z + √s ε, z ~ N(0, I_r), the rows of A uniform on the unit sphere of R^r and the same for all points. */
export const lowRank: Family = {
  title: ({ rank, noise }) => `rank ${rank} + ${noise} noise`,
  options: ['rank', 'noise'],
  marginal: () => normalCdf,
  sampler: ({ dimension, rank, noise }, shared) => {
    const directions = Array.from({ length: dimension }, (_, k) => {
      const a = normals(shared.fork(`direction ${k}`), rank);
      const length = Math.sqrt(dot(a, a));
      return a.map((value) => value / length);
    });
    return (own) => {
      const z = normals(own, rank);
      return noisy(
        Float64Array.from(directions, (a) => dot(a, z)),
        noise,
        own,
      );
    };
  },
};

/** √(1 − s) μ_c + √s ε, c one of the clusters at random, their centres μ_c ~ N(0, I_d). */
export const clustered: Family = {
  title: ({ clusters, noise }) => `${clusters} clusters + ${noise} noise`,
  options: ['clusters', 'noise'],
  marginal: () => normalCdf,
  sampler: ({ dimension, clusters, noise }, shared) => {
    const centres = Array.from({ length: clusters }, (_, c) => normals(shared.fork(`centre ${c}`), dimension));
    return (own) => noisy(centres[integer(own, clusters)]!, noise, own);
  },
};
