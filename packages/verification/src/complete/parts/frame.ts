import {
  freeUnits,
  reduced,
  relax,
  type Optimised,
  type Range,
  type Region,
  type Relaxed,
  type Split,
} from '@fragility/engine';
import { cutRegion, type Cut } from './cut.js';
import type { Problem } from '../problem.js';

/** The relaxation that the bounds of some parts start from. Units are numbered as in the whole network, but for those of `relaxed`. */
export interface Frame {
  /** Without what is linear on the whole of the region. */
  readonly relaxed: Relaxed;
  /** By step: the numbers of the units of `relaxed` in the whole network; all where undefined. */
  readonly units: readonly (Int32Array | undefined)[];
  /** By step: the ranges before an activation whose units can be split. */
  readonly ranges: readonly (Range | undefined)[];
  /** By step: the units whose sign is not known. */
  readonly open: readonly (Int32Array | undefined)[];
  /** By parameter group: the step, and the units that have one. */
  readonly free: readonly { readonly step: number; readonly side: string; readonly units: Int32Array }[];
  /** Halfspaces that its ranges assume, and how many splits. */
  readonly cuts: readonly Cut[];
  readonly depth: number;
  /** Whether nothing is left, as a range ends before it begins. */
  readonly isEmpty: boolean;
  /** Splits as `relaxed` numbers them; those of units that are linear say nothing and are left out. */
  numbered(splits: readonly Split[]): Split[];
}

/** What may be assumed of a part: splits, and a cut that is taken beside the frame of a part around it. */
export interface Assumed {
  readonly splits: readonly Split[];
  readonly cut: Cut;
  readonly around: Frame;
}

/** Relaxes a network over a region; with `steps` the ranges of hidden units are optimised. */
export function frameOf(
  { network }: Pick<Problem, 'network'>,
  region: Region,
  { steps = 0, assumed }: { readonly steps?: number; readonly assumed?: Assumed } = {},
): Frame {
  const { splits = [], around } = assumed ?? {};
  const base = around?.relaxed;
  const own = around?.numbered(splits) ?? [];
  const over = assumed ? cutRegion(region, assumed.cut) : region;
  const known = base ? { known: base.ranges } : {};
  const whole = relax(base?.network ?? network, over, { intersect: true, steps, splits: own, ...known });
  const needed = new Set(own.map(({ step, unit }) => `${step} ${unit}`));
  const left = reduced({ ...whole, region, magnitudes: base?.magnitudes ?? whole.magnitudes }, (step, unit) =>
    needed.has(`${step} ${unit}`),
  );
  const { relaxed } = left;
  /** Numbers in the whole network of units as `base` numbers them. */
  const outer = (step: number, unit: number): number => around?.units[step]?.[unit] ?? unit;
  const units = left.units.map((kept, step) => kept?.map((unit) => outer(step, unit)) ?? around?.units[step]);
  const ranges = whole.network.steps.map((step, k): Range | undefined => {
    if (step.kind !== 'activation' || !step.curve.piecewise) return undefined;
    const range = whole.ranges[step.from]!;
    const earlier = around?.ranges[k];
    if (!earlier) return range;
    const [lower, upper] = [earlier.lower.slice(), earlier.upper.slice()];
    range.lower.forEach((v, unit) => (lower[outer(k, unit)] = v));
    range.upper.forEach((v, unit) => (upper[outer(k, unit)] = v));
    return { lower, upper };
  });
  const open = ranges.map(
    (range) => range && Int32Array.from(range.lower.keys()).filter((i) => range.lower[i]! < 0 && range.upper[i]! > 0),
  );
  const places = units.map((own) => own && new Map(Array.from(own, (unit, k) => [unit, k])));
  const free = freeUnits(relaxed).map(({ step, side, units: parameters }) => ({
    step,
    side,
    units: parameters.map((k) => units[step]?.[k] ?? k),
  }));
  return {
    relaxed,
    units,
    ranges,
    open,
    free,
    cuts: assumed ? [...assumed.around.cuts, assumed.cut] : [],
    depth: splits.length,
    isEmpty: ranges.some((range) => range?.lower.some((v, i) => v > range.upper[i]!)),
    numbered: (given) =>
      given.flatMap((split) => {
        const own = places[split.step];
        const unit = own ? own.get(split.unit) : split.unit;
        return unit === undefined ? [] : [{ ...split, unit }];
      }),
  };
}

/** Whether ranges exclude a split: there are no such inputs. */
export const contradicts = ({ ranges }: Frame, splits: readonly Split[]): boolean =>
  splits.some(({ step, unit, sign }) => (sign > 0 ? ranges[step]!.upper[unit]! < 0 : ranges[step]!.lower[unit]! > 0));

/** What a bound ended with, β by split. */
export interface State {
  readonly frame: Frame;
  readonly splits: readonly Split[];
  readonly optimised: Optimised;
}

/** Parameters and multipliers found under one relaxation, for the units and splits that still have them under another. */
export function carried({ frame, splits, optimised }: State, to: Frame, own: readonly Split[]): Optimised {
  const known = new Map(
    frame
      .numbered(splits)
      .map((split, k) => [`${split.step} ${frame.units[split.step]?.[split.unit] ?? split.unit}`, optimised.beta[k]!]),
  );
  const beta = Float64Array.from(
    to.numbered(own),
    ({ step, unit }) => known.get(`${step} ${to.units[step]?.[unit] ?? unit}`) ?? 0,
  );
  if (frame === to) return { p: optimised.p, beta };
  const p = to.free.map(({ step, side, units }) => {
    const f = frame.free.findIndex((each) => each.step === step && each.side === side);
    const values = new Map(Array.from(f < 0 ? [] : frame.free[f]!.units, (unit, k) => [unit, optimised.p[f]![k]!]));
    const { lower, upper } = to.ranges[step] ?? { lower: new Float64Array(0), upper: new Float64Array(0) };
    return Float64Array.from(units, (unit) => values.get(unit) ?? (upper[unit]! > -lower[unit]! ? 1 : 0));
  });
  return { p, beta };
}
