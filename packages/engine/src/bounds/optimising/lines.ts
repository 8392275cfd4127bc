import type { ActivationStep, BoundNetwork } from '../network.js';
import type { Range } from '../passes/interval.js';
import type { Lines } from '../passes/relaxation.js';
import type { Relaxed } from '../passes/relaxed.js';
import { emptyLine } from '../relaxations/curve.js';
import type { Movable } from './movable.js';

/** The units of an activation whose line on one side has a parameter. */
export interface FreeUnits {
  readonly step: number;
  readonly side: 'lower' | 'upper';
  readonly units: Int32Array;
  readonly start: Float64Array;
}

/** The units of a relaxed network whose lines can be moved. */
export function freeUnits({ network, ranges, relaxations }: Relaxed): FreeUnits[] {
  return network.steps.flatMap((step, k) => {
    if (step.kind !== 'activation' || relaxations[k]?.kind !== 'lines') return [];
    const { lower, upper } = ranges[step.from]!;
    return (['lower', 'upper'] as const).flatMap((side) => {
      const units = Int32Array.from(lower.keys()).filter((i) => step.curve.isFree(lower[i]!, upper[i]!, side));
      if (units.length === 0) return [];
      const start = Float64Array.from(units, (i) => step.curve.start(lower[i]!, upper[i]!, side));
      return [{ step: k, side, units, start }];
    });
  });
}

/** Lines of their own for each of m rows. */
export function ownLines(lines: Lines, m: number): Lines {
  const repeat = (of: Float64Array): Float64Array => {
    const out = new Float64Array(m * of.length);
    for (let i = 0; i < m; i++) out.set(of, i * of.length);
    return out;
  };
  return {
    kind: 'lines',
    stride: lines.lowerSlope.length,
    lowerSlope: repeat(lines.lowerSlope),
    lowerIntercept: repeat(lines.lowerIntercept),
    upperSlope: repeat(lines.upperSlope),
    upperIntercept: repeat(lines.upperIntercept),
  };
}

/** The lines of free units as parameters p ∈ [0, 1] of m rows. */
export function movableLines(
  { steps }: Pick<BoundNetwork, 'steps'>,
  ranges: readonly (Range | undefined)[],
  { step, side, units, start }: FreeUnits,
  lines: Lines,
  m: number,
): Movable {
  const { curve, from } = steps[step] as ActivationStep;
  const { lower, upper } = ranges[from]!;
  const [slope, intercept] =
    side === 'lower' ? [lines.lowerSlope, lines.lowerIntercept] : [lines.upperSlope, lines.upperIntercept];
  const { stride } = lines;
  const count = units.length;
  const [slopeBy, interceptBy] = [new Float64Array(m * count), new Float64Array(m * count)];
  const line = emptyLine();
  return {
    step,
    inputs: units,
    start,
    least: 0,
    most: 1,
    put: (p) => {
      for (let i = 0, own = 0; i < m; i++)
        for (let f = 0; f < count; f++, own++) {
          const unit = units[f]!;
          curve.line(lower[unit]!, upper[unit]!, p[own]!, side, line);
          slope[i * stride + unit] = line.slope;
          intercept[i * stride + unit] = line.intercept;
          slopeBy[own] = line.slopeBy;
          interceptBy[own] = line.interceptBy;
        }
    },
    derive: (coefficients, before, gradient) => {
      for (let i = 0, own = 0; i < m; i++)
        for (let f = 0; f < count; f++, own++) {
          const at = i * stride + units[f]!;
          const factor = coefficients?.[at] ?? 0;
          const counts = side === 'lower' ? factor > 0 : factor < 0;
          gradient[own] = counts ? factor * (slopeBy[own]! * before[at]! + interceptBy[own]!) : 0;
        }
    },
  };
}
