import { margin, type Criterion, type Row } from '@fragility/numerics';
import type { LogitsResult } from '../../attack.js';
import type { Best } from '../records/best-point.js';
import type { NoiseCheck, Rounding } from './noise-check.js';
import { magnitude } from './bends.js';
import { outwards, type Outwards } from './outwards.js';
import type { Refusal } from '../records/reasons.js';

/** The best point, what a fresh forward pass says of it, and the noise that its margin is beyond. */
export interface Confirmed extends Best {
  readonly scored: LogitsResult;
  readonly noise: number;
}

/** What confirming a point takes. */
export interface Confirming extends Outwards {
  readonly criterion: Criterion;
  readonly rounding: Rounding;
  readonly noiseCheck: NoiseCheck;
  /** The model's logits at a point, in whatever batch. */
  passive(x: Row): Promise<LogitsResult>;
  /** Told of a forward pass that the example receives. */
  counted(): void;
  /** Told that the model returned one point twice, and otherwise than rounding explains. */
  randomised(): void;
}

/** Multiple of the noise measured elsewhere on the way to a point beyond which its margin is not in doubt. */
const APART = 4;

/**
 * Asks the model about the best point once more. Where its margin is in doubt, noise is measured there, and a point within it is moved outwards
 * by as little as leads beyond it.
 */
export async function confirm(best: Best, job: Confirming): Promise<Confirmed | Refusal> {
  const { criterion, rounding, noiseCheck, passive, randomised } = job;
  const meter = await noiseCheck.meter(rounding, best.x);
  const marginOf = ({ logits }: LogitsResult): number => margin(logits, criterion);
  const noiseOf = (results: readonly LogitsResult[]): number => {
    const logits = results.map((result) => result.logits);
    const measured = meter.at(logits, best.logits, rounding.scale);
    if (measured.randomised || rounding.noise?.randomised) randomised();
    return measured.level;
  };

  const scored = await passive(best.x);
  const found = marginOf(scored);
  const clear = meter.clear(Math.max(rounding.scale, magnitude(best.logits)));
  const onTheWay = rounding.noise?.level ?? Infinity;
  let noise = Math.max(noiseOf([scored]), Math.min(clear, APART * onTheWay));
  if (Math.abs(found) <= noise) {
    const others = meter.line(best.x, rounding.size).slice(1);
    const measured = noiseOf([scored, ...(await Promise.all(others.map(passive)))]);
    noise = Math.max(measured, rounding.noise?.level ?? 0);
  }
  if (found < -noise) return { ...best, scored, noise };
  if (found > noise)
    return {
      reason: 'a fresh forward pass is not fooled: is the model randomised?',
      code: 'attack/randomised',
    };
  for (const x of outwards(best.x, job)) {
    job.counted();
    const scored = await passive(x);
    if (marginOf(scored) < -noise) return { ...best, x, distance: job.space.distance(x), scored, noise };
  }
  return {
    reason: `margin ${found.toExponential(1)} within the rounding noise of the model, ${noise.toExponential(1)}`,
    code: 'attack/noise',
  };
}
