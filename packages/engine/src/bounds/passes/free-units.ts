import type { ActivationStep, BoundNetwork } from '../network.js';
import { emptyLine } from '../relaxations/curve.js';
import type { Relaxed } from './relaxed.js';
import type { Lines } from './relaxation.js';

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

/** Puts the lines of m rows where their parameters say; writes how they move with them, where wanted. */
export function moveLines(
  { network, ranges }: Pick<Relaxed, 'network' | 'ranges'> & { readonly network: BoundNetwork },
  { step, side, units }: FreeUnits,
  p: Float64Array,
  lines: Lines,
  m: number,
  by?: { readonly slope: Float64Array; readonly intercept: Float64Array },
): void {
  const { curve, from } = network.steps[step] as ActivationStep;
  const { lower, upper } = ranges[from]!;
  const [slope, intercept] =
    side === 'lower' ? [lines.lowerSlope, lines.lowerIntercept] : [lines.upperSlope, lines.upperIntercept];
  const line = emptyLine();
  for (let i = 0; i < m; i++)
    for (let f = 0; f < units.length; f++) {
      const unit = units[f]!;
      const own = i * units.length + f;
      curve.line(lower[unit]!, upper[unit]!, p[own]!, side, line);
      slope[i * lines.stride + unit] = line.slope;
      intercept[i * lines.stride + unit] = line.intercept;
      if (!by) continue;
      by.slope[own] = line.slopeBy;
      by.intercept[own] = line.interceptBy;
    }
}
