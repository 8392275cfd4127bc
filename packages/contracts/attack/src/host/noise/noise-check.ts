import type { Classifier } from '@fragility/model';
import { row, stack, type Row } from '@fragility/numerics';
import { magnitude } from './bends.js';
import { noiseMeter, type Noise, type NoiseMeter } from './noise.js';

/** Multiple of the noise that a margin exceeds in an attack, so that the fresh forward pass of a record, which is noisy too, finds it beyond. */
const SPARE = 1.25;
/** Lines in one batch: memory does not grow with the number of points. */
const LINES = 8;

/** What is known of the rounding noise around an example. */
export interface Rounding {
  /** Largest logit at the input. */
  readonly scale: number;
  /** Largest coordinate of the input. */
  readonly size: number;
  /** Noise at the first point whose margin was in doubt. */
  noise?: Noise;
}

/** A point with a negative margin, and the logits that gave it. */
export interface UncertainPoint {
  readonly x: Row;
  readonly logits: Row;
  readonly margin: number;
  readonly rounding: Rounding;
}

/** Tells which points are fooled beyond what rounding explains. */
export interface NoiseCheck {
  /** The meter for an example of this size, and for one without any, where all coordinates are zero, for the point asked about. */
  meter(rounding: Rounding, x: Row): Promise<NoiseMeter>;
  /** Whether each is; measures the noise of the examples of which it is not known, all in one batch. */
  fooled(points: readonly UncertainPoint[]): Promise<boolean[]>;
}

/** A model that returns labels alone: what it says is said without rounding. */
const NOISELESS: NoiseMeter = {
  line: (x) => [x],
  at: () => ({ level: 0, randomised: false }),
  clear: () => 0,
};

/** Tells of a model which points are fooled beyond rounding; the model is asked nothing before there is one. */
export function createNoiseCheck(model: Classifier): NoiseCheck {
  /** By the size of inputs, rounded up to a power of two: examples of one size share a meter, whatever else is attacked. */
  const made = new Map<number, Promise<NoiseMeter>>();
  /** Those that are there, so that points far from any doubt wait for nothing. */
  const ready = new Map<number, NoiseMeter>();
  const roundedUp = ({ size }: Rounding, x: Row): number =>
    Math.min(Number.MAX_VALUE, 2 ** Math.ceil(Math.log2(size || magnitude(x) || 1)));
  const meter: NoiseCheck['meter'] = async (rounding, x) => {
    if (model.decisionOnly) return NOISELESS;
    const around = roundedUp(rounding, x);
    const known = made.get(around) ?? noiseMeter(model, around);
    made.set(around, known);
    ready.set(around, await known);
    return known;
  };

  const measure = async (points: readonly UncertainPoint[]): Promise<void> => {
    const meters = await Promise.all(points.map(({ rounding, x }) => meter(rounding, x)));
    const lines = points.map(({ x, rounding }, i) => meters[i]!.line(x, rounding.size));
    const logits = await model.logits(stack(lines.flat(), model.inputShape));
    let next = 0;
    points.forEach(({ rounding, logits: seen }, i) => {
      rounding.noise = meters[i]!.at(
        lines[i]!.map(() => row(logits, next++)),
        seen,
        rounding.scale,
      );
    });
  };

  const isClear = ({ margin, logits, rounding }: UncertainPoint, known: NoiseMeter): boolean =>
    margin < -known.clear(Math.max(rounding.scale, magnitude(logits)));

  return {
    meter,
    fooled: async (points) => {
      const first = new Map<Rounding, UncertainPoint>();
      for (const point of points) {
        const { rounding, x } = point;
        if (rounding.noise || first.has(rounding)) continue;
        const known = ready.get(roundedUp(rounding, x)) ?? (await meter(rounding, x));
        if (!isClear(point, known)) first.set(rounding, point);
      }
      const unknown = [...first.values()];
      for (let k = 0; k < unknown.length; k += LINES) await measure(unknown.slice(k, k + LINES));
      return points.map((point) => {
        const { noise } = point.rounding;
        return noise ? point.margin < -SPARE * noise.level : true;
      });
    },
  };
}
