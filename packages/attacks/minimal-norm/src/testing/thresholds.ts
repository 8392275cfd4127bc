import { twoClasses, zeroInput } from '@fragility/attack/conformance';
import type { DifferentiableClassifier } from '@fragility/model';
import type { Bounds, Row } from '@fragility/numerics';

export const SIDE = 14;
/** Pixels that count, and by how much: two that fool together, and others of which no three do. */
export const PIXELS: ReadonlyMap<number, number> = new Map([[30, 1], [31, 1], [60, 0.3], [90, 0.3], [130, 0.3]]); // prettier-ignore
const GAP = 1.5;

/** Rises from 0 to 1 between 0.4 and 0.5, and is flat everywhere else. */
const threshold = (v: number): number => Math.min(1, Math.max(0, (v - 0.4) / 0.1));

/** The nearest point from zero: both pixels at 0.475. */
export const OPTIMUM = 0.475 * Math.SQRT2;

const raised = (x: Row): number => [...PIXELS].reduce((sum, [k, weight]) => sum + weight * threshold(x[k]!), 0);
const slope = (x: Row): Row => x.map((v, k) => (v > 0.4 && v < 0.5 ? 10 * (PIXELS.get(k) ?? 0) : 0));

/** Two classes on images of 14 × 14 pixels, whose gradient at zero is zero: f = (0, Σ_k w_k · threshold(x_k) − 1.5). */
export const thresholds = (bounds: Bounds): DifferentiableClassifier =>
  twoClasses([SIDE, SIDE], bounds, (x) => raised(x) - GAP, slope);

/** The image zero, of class 0. */
export const dark = zeroInput(SIDE, SIDE);
