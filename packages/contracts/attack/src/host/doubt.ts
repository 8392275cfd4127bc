import type { Classifier } from '@fragility/model';
import { row, stack, type Row } from '@fragility/numerics';
import { magnitude, noiseMeter, type Noise, type NoiseMeter } from './noise.js';

/** Multiple of the noise that a margin exceeds in an attack, so that the fresh forward pass of a record, which is noisy too, finds it beyond. */
const SPARE = 1.25;
/** Lines in one batch: memory does not grow with the number of doubts. */
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
export interface Doubtful {
  readonly x: Row;
  readonly logits: Row;
  readonly margin: number;
  readonly rounding: Rounding;
}

/** Tells which points are fooled beyond what rounding explains. */
export interface Doubts {
  meter(): Promise<NoiseMeter>;
  /** Whether each is; measures the noise of the examples of which it is not known, all in one batch. */
  fooled(points: readonly Doubtful[]): Promise<boolean[]>;
}

/** The doubts about a model's answers; the model is asked nothing before there is one. */
export function doubts(model: Classifier): Doubts {
  let made: Promise<NoiseMeter> | undefined;
  const meter = (): Promise<NoiseMeter> => (made ??= noiseMeter(model));

  const measure = async (points: readonly Doubtful[], { line, at }: NoiseMeter): Promise<void> => {
    const lines = points.map(({ x, rounding }) => line(x, rounding.size));
    const logits = await model.logits(stack(lines.flat(), model.inputShape));
    let next = 0;
    points.forEach(({ rounding, logits: seen }, i) => {
      rounding.noise = at(
        lines[i]!.map(() => row(logits, next++)),
        seen,
        rounding.scale,
      );
    });
  };

  return {
    meter,
    fooled: async (points) => {
      const known = await meter();
      const clear = ({ margin, logits, rounding }: Doubtful): boolean =>
        margin < -known.clear(Math.max(rounding.scale, magnitude(logits)));
      const first = new Map<Rounding, Doubtful>();
      for (const point of points)
        if (!point.rounding.noise && !first.has(point.rounding) && !clear(point)) first.set(point.rounding, point);
      const unknown = [...first.values()];
      for (let k = 0; k < unknown.length; k += LINES) await measure(unknown.slice(k, k + LINES), known);
      return points.map((point) => {
        const { noise } = point.rounding;
        return noise ? point.margin < -SPARE * noise.level : true;
      });
    },
  };
}
