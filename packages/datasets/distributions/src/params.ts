import { choice, integer, real } from '@fragility/plugin';
import { check, description, forward, literal, optional, pipe, strictObject, union, type InferOutput } from 'valibot';
import { FAMILIES, FAMILY_NAMES } from './families.js';
import type { Option } from './family.js';

/** What an option is where it is left out. */
const DEFAULTS = {
  degrees: 3,
  correlation: 0.9,
  rank: 8,
  noise: 0.1,
  clusters: 8,
  share: 0.1,
  ratio: 5,
} as const satisfies Record<Option, number>;

const OPTIONS = Object.keys(DEFAULTS) as Option[];

const users = (option: Option): string =>
  FAMILY_NAMES.filter((name) => (FAMILIES[name].options as readonly Option[]).includes(option)).join(', ');

const fields = strictObject({
  distribution: optional(choice('distribution of the points', FAMILY_NAMES), 'gaussian'),
  dimension: integer('coordinates that are drawn', { min: 2 }),
  points: optional(integer('number of points; as many as the dimension if left out', { min: 2 })),
  classes: optional(
    pipe(
      union([literal('each'), integer('so many classes', { min: 2 })]),
      description('one class per point, or this many balanced random classes'),
    ),
    'each',
  ),
  upsample: optional(
    integer('times that each coordinate is repeated: the same information in more dimensions', { min: 1 }),
    1,
  ),
  degrees: optional(real('degrees of freedom ν of Student’s t', { above: 2 }), DEFAULTS.degrees),
  correlation: optional(
    real('correlation r of neighbouring coordinates', { above: -1, below: 1 }),
    DEFAULTS.correlation,
  ),
  rank: optional(integer('dimension of the subspace', { min: 1 }), DEFAULTS.rank),
  noise: optional(real('share of the variance that is isotropic noise', { min: 0, max: 1 }), DEFAULTS.noise),
  clusters: optional(integer('number of clusters', { min: 1 }), DEFAULTS.clusters),
  share: optional(real('share of draws that have the large scale', { above: 0, below: 1 }), DEFAULTS.share),
  ratio: optional(real('large scale / usual scale', { above: 1 }), DEFAULTS.ratio),
});

type Fields = InferOutput<typeof fields>;

/** Refuses a value that the distribution makes no use of. */
const used = (option: Option) =>
  forward(
    check<Fields, string>(
      (given) =>
        given[option] === DEFAULTS[option] ||
        (FAMILIES[given.distribution].options as readonly Option[]).includes(option),
      `given for a distribution that has none; it is of ${users(option)}: leave it out`,
    ),
    [option],
  );

export const distributionParams = pipe(fields, ...OPTIONS.map(used));
