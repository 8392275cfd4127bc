import type { Levels } from '@fragility/model';
import { type ErrorMessage, FragilityError, type Bounds } from '@fragility/numerics';
import type { ElementType, Port } from '../../graph/graph.js';

/** How numbers of images become those that the graph takes. */
export interface ImageUnits {
  readonly bounds?: Bounds;
  readonly mean?: number | readonly number[];
  readonly std?: number | readonly number[];
}

/** Whole numbers from 0 on that images of eight bits hold. */
const GREY_LEVELS = 255;

/** Types that images of 0…255 come in. */
const LEVELS = new Set<ElementType>(['uint8', 'int32', 'int64']);

/** Numbers that types hold, as far as images may exceed them. */
const RANGES = new Map<ElementType, readonly [number, number]>([
  ['bool', [0, 1]],
  ['uint8', [0, 255]],
  ['int8', [-128, 127]],
  ['uint16', [0, 65535]],
  ['int16', [-32768, 32767]],
  ['uint32', [0, 2 ** 32 - 1]],
  ['int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['uint64', [0, Infinity]],
]);

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/import', code: 'engine/ports', kind: 'input' });
};

/** The one number of a list of equal ones. */
function single(given: number | readonly number[], what: string, { name, type }: Port): number {
  const [first = 0, ...rest] = [given].flat();
  if (rest.some((value) => value !== first))
    fail(
      `input '${name}' holds ${type}, and ${what} is [${[given].flat().join(', ')}], expected one number for all channels`,
    );
  return first;
}

/** Inputs of a graph that takes whole numbers, in the units of the images. */
export interface WholeNumbers {
  readonly levels: Levels;
  readonly bounds: Bounds;
  /** Whether images are to be spread over 0…255 before the graph takes them. */
  readonly spread: boolean;
}

/**
 * Which points a graph can be given that takes whole numbers k: images within bounds are spread over 0…255, unless `mean` or `std` say otherwise,
 *
 *     x = lower + k (upper − lower)/255,   or   x = mean + k·std
 *
 * Without bounds they are those of the type.
 *
 * @throws FragilityError `engine/ports` for types whose range does not tell their units, bounds beyond the type's range, and means or
 *   deviations that differ between channels.
 */
export function wholeNumbers(port: Port, { bounds = null, mean = 0, std = 1 }: ImageUnits): WholeNumbers {
  const { name, type } = port;
  const [shift, scale] = [single(mean, 'mean', port), single(std, 'std', port)];
  const prepared = shift !== 0 || scale !== 1;
  if (!prepared && !LEVELS.has(type))
    fail(
      `input '${name}' holds ${type}, whose range does not tell the units of images; give mean and std, so that (x − mean) / std is what the model takes`,
    );
  const spread = !prepared && bounds !== null && (bounds[0] !== 0 || bounds[1] !== GREY_LEVELS);
  if (spread) return { levels: { lower: bounds[0], upper: bounds[1], count: GREY_LEVELS }, bounds, spread };
  const levels = { lower: shift, upper: shift + GREY_LEVELS * Math.abs(scale), count: GREY_LEVELS };
  const [least, most] = RANGES.get(type) ?? [-Infinity, Infinity];
  const ends = (bounds ?? [-Infinity, Infinity]).map((end) => (end - shift) / scale).toSorted((a, b) => a - b);
  if (bounds && (ends[0]! < least - 1 / 2 || ends[1]! > most + 1 / 2))
    fail(
      `input '${name}' holds ${type}, ${least} to ${most}, and images from ${bounds[0]} to ${bounds[1]} become ${ends[0]} to ${ends[1]}; correct mean and std`,
    );
  const whole = [least, most].map((k) => shift + k * scale).toSorted((a, b) => a - b) as [number, number];
  return { levels, bounds: bounds ?? (whole.every(Number.isFinite) ? whole : null), spread };
}
