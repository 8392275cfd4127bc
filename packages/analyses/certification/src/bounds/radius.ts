import type { BoundMethod } from '@fragility/engine';
import type { Row } from '@fragility/numerics';
import type { Certifier } from './certifier.js';

/** A method, and before it a cheaper one that says where it begins. */
const LADDERS: Readonly<Record<BoundMethod, readonly BoundMethod[]>> = {
  interval: ['interval'],
  crown: ['crown'],
  'alpha-crown': ['crown', 'alpha-crown'],
};
/** Width of the bracket at which a method hands over to the next. */
const ROUGH = 0.05;
/** Where a method looks first beyond the one before it. */
const HEADROOM = 1.1;
/** Halvings of a first radius that is not certified before the radius counts as zero, and doublings of one that is. */
const MOST_STEPS = 40;

export interface RadiusOptions {
  readonly method: BoundMethod;
  /** Relative width of the bracket at which bisection ends. */
  readonly tolerance: number;
  /** A radius to begin with. */
  readonly first: number;
  /** Radii that are tried whatever the bisection does. */
  readonly tried: readonly number[];
  /** The largest radius that is worth proving. */
  readonly most: number;
  /** Whether time has ended. */
  isOver(): boolean;
}

export interface CertifiedRadius {
  /** The largest radius that was proven; 0 where none was. */
  readonly lower: number;
  /** The method that proved it; null where none did. */
  readonly method: BoundMethod | null;
  /** The float margin in the proof. */
  readonly floatMargin: number | null;
  readonly evaluations: number;
  /** Whether time ended before the bracket was as narrow as asked. */
  readonly timedOut: boolean;
}

/**
 * The largest radius whose ball is proven free of adversarial points, by bisection of the bound over the radius.
 *
 *     lower = max { r tried : margin(r) > 0 }
 *
 * Every radius that was proven is proven, whether or not a bound is monotone in the radius: bisection says only which are tried.
 *
 * @example
 * const bound = (_x: Float64Array, _label: number, radius: number) => ({ margin: 1 - radius, floatMargin: 0 });
 * const options = { method: 'crown', tolerance: 1e-3, first: 0.1, tried: [], most: 4, isOver: () => false } as const;
 * certifiedRadius({ bound }, new Float64Array(1), 0, options).lower > 0.999; // true
 */
export function certifiedRadius(
  { bound }: Pick<Certifier, 'bound'>,
  x: Row,
  label: number,
  { method: asked, tolerance, first, tried, most, isOver }: RadiusOptions,
): CertifiedRadius {
  let best: Pick<CertifiedRadius, 'lower' | 'method' | 'floatMargin'> = { lower: 0, method: null, floatMargin: null };
  let evaluations = 0;
  let timedOut = false;
  for (const method of LADDERS[asked]) {
    let [low, high] = [best.lower, Infinity];
    const proven = (radius: number): boolean => {
      evaluations++;
      const { margin, floatMargin } = bound(x, label, radius, method);
      if (margin > 0) {
        if (radius > best.lower) best = { lower: radius, method, floatMargin };
        low = Math.max(low, radius);
      } else high = Math.min(high, radius);
      return margin > 0;
    };
    const width = method === asked ? tolerance : Math.max(tolerance, ROUGH);
    const wide = (): boolean => high - low > width * high;
    const ended = (): boolean => (timedOut ||= isOver());
    for (const radius of tried) if (radius > best.lower && radius <= most && !ended()) proven(radius);
    if (low === 0 && high > first) proven(Math.min(first, most));
    for (let k = 0; k < MOST_STEPS && high === Infinity && low < most && !ended(); k++)
      proven(Math.min(most, low * (k === 0 && best.method !== method ? HEADROOM : 2)));
    for (let k = 0; k < MOST_STEPS && low === 0 && !ended(); k++) proven(high / 2);
    for (let k = 0; low > 0 && high < Infinity && wide() && !ended() && k < MOST_STEPS; k++) proven((low + high) / 2);
    if (timedOut || best.lower >= most) break;
  }
  return { ...best, evaluations, timedOut };
}
