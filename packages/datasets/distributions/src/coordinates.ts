import { laplace, normalCdf, studentT, studentTCdf, type Random } from '@fragility/numerics';
import type { Family, Marginal, Shape } from './family.js';

/** A family of independent coordinates with one law. */
const independent = (
  { title, options = [], marginal }: Partial<Pick<Family, 'options'>> & Pick<Family, 'title' | 'marginal'>,
  coordinate: (shape: Shape) => (own: Random) => number,
): Family => ({
  title,
  options,
  marginal,
  sampler: (shape) => {
    const one = coordinate(shape);
    return (own) => Float64Array.from({ length: shape.dimension }, () => one(own));
  },
});

/** x ~ N(0, 1). */
export const gaussian = independent(
  { title: () => 'Gaussian', marginal: () => normalCdf },
  () => (own) => own.normal(),
);

/** Uniform on [−√3, √3]. */
export const cube = independent(
  { title: () => 'cube', marginal: () => (x) => Math.min(1, Math.max(0, (x / Math.sqrt(3) + 1) / 2)) },
  () => (own) => Math.sqrt(3) * (2 * own.uniform() - 1),
);

/** ±1, each with probability ½. */
export const rademacher = independent(
  { title: () => '±1', marginal: () => null },
  () => (own) => (own.uniform() < 0.5 ? -1 : 1),
);

/** Density exp(−√2 |x|)/√2. */
export const laplacian = independent(
  {
    title: () => 'Laplace',
    marginal: () => (x) => {
      const tail = Math.exp(-Math.SQRT2 * Math.abs(x)) / 2;
      return x < 0 ? tail : 1 - tail;
    },
  },
  () => (own) => laplace(own) * Math.SQRT1_2,
);

/** Standard deviation of Student's t: √(ν/(ν − 2)). */
const deviation = (degrees: number): number => Math.sqrt(degrees / (degrees - 2));

/** Distribution function of Student's t scaled to variance 1. */
export const studentMarginal =
  ({ degrees }: Shape): Marginal =>
  (x) =>
    studentTCdf(x * deviation(degrees), degrees);

/** t_ν √((ν − 2)/ν), coordinate by coordinate. */
export const student = independent(
  { title: ({ degrees }) => `Student t, ν = ${degrees}`, options: ['degrees'], marginal: studentMarginal },
  ({ degrees }) =>
    (own) =>
      studentT(own, degrees) / deviation(degrees),
);

/** Scales of the two parts of a mixture: a for most, a · ratio for a `share`, with (1 − share) a² + share (a · ratio)² = 1. */
export function scales({ share, ratio }: Shape): readonly [number, number] {
  const usual = 1 / Math.sqrt(1 - share + share * ratio * ratio);
  return [usual, usual * ratio];
}

/** Distribution function of the mixture: (1 − share) Φ(x/a) + share Φ(x/(a · ratio)). */
export const mixtureMarginal = (shape: Shape): Marginal => {
  const [usual, large] = scales(shape);
  return (x) => (1 - shape.share) * normalCdf(x / usual) + shape.share * normalCdf(x / large);
};

/** The scale of a draw: the large one with probability `share`. */
export const scaleOf = (shape: Shape): ((own: Random) => number) => {
  const [usual, large] = scales(shape);
  return (own) => (own.uniform() < shape.share ? large : usual);
};

/** N(0, a²) or N(0, (a · ratio)²), coordinate by coordinate. */
export const mixture = independent(
  {
    title: ({ share, ratio }) => `mixture, ${share} of scale ${ratio}`,
    options: ['share', 'ratio'],
    marginal: mixtureMarginal,
  },
  (shape) => {
    const scale = scaleOf(shape);
    return (own) => scale(own) * own.normal();
  },
);
