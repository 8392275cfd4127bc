import { adam } from './passes/adam.js';
import { follow } from './passes/follow.js';
import { freeUnits, moveLines, ownLines } from './passes/free-units.js';
import { roundingAt, roundingOf } from './passes/magnitude.js';
import type { Lines, Relaxation } from './passes/relaxation.js';
import { substitute, type Kept, type Substituted } from './passes/substitute.js';
import type { Specification } from './specification.js';
import type { Relaxed } from './passes/relaxed.js';

/** Half of the space: the input of a unit of an activation is ≥ 0 (sign 1) or ≤ 0 (−1). */
export interface Split {
  readonly step: number;
  readonly unit: number;
  readonly sign: 1 | -1;
}

/** Parameters that an optimisation ended with, for one row: it can start from those of another. */
export interface Optimised {
  readonly p: readonly Float64Array[];
  /** One multiplier a split. */
  readonly beta: Float64Array;
}

export interface OptimiseOptions {
  readonly steps: number;
  /** What each row may assume: the bound holds where all of its splits do. */
  readonly splits?: readonly (readonly Split[])[];
  readonly start?: readonly (Optimised | undefined)[];
  /** A row is done once its bound is above this; default Infinity. */
  readonly enough?: number;
}

export interface OptimisedRows {
  readonly lower: Float64Array;
  /** Where the relaxed rows are least, `[rows, d]`. */
  readonly minimisers: Float64Array;
  readonly states: readonly Optimised[];
  /** Linear functions of the input below the rows on the region, where the splits hold: ⟨normal, x⟩ + offset, normals `[rows, d]`. */
  readonly normals: Float64Array;
  readonly offsets: Float64Array;
  /** By step and row: how much each unit's relaxation gives away at the minimiser; computed when it is asked for. */
  looseness(): readonly (Float64Array | undefined)[];
}

/** Of Adam, as α-CROWN has them. */
const [RATE, DECAY] = [0.1, 0.98];

/** By step `[m, n]`: what each line gives away where the relaxed row is least, a (φ(z) − line(z)) ≥ 0. */
function loosenessOf(
  { network, ranges }: Relaxed,
  relaxations: readonly (Relaxation | undefined)[],
  coefficients: readonly (Float64Array | undefined)[],
  x: Float64Array,
  m: number,
  until: number,
  wanted: readonly (Int32Array | undefined)[],
  kept: Kept,
): (Float64Array | undefined)[] {
  if (until < 0) return [];
  const last = (network.steps[until] as { from: number }).from;
  const values = follow(network, { relaxations, coefficients, x, m, until: last, wanted, kept });
  return network.steps.map((step, k) => {
    const [own, lines] = [coefficients[k], relaxations[k]];
    if (step.kind !== 'activation' || lines?.kind !== 'lines' || !own || k > until) return undefined;
    const before = values[step.from]!;
    const { lower, upper } = ranges[step.from]!;
    const isOpen = lower.map((v, i) => (v < 0 && upper[i]! > 0 ? 1 : 0));
    const n = isOpen.length;
    return own.map((factor, at) => {
      if (factor === 0 || isOpen[at % n] === 0) return 0;
      const line =
        factor > 0
          ? lines.lowerSlope[at]! * before[at]! + lines.lowerIntercept[at]!
          : lines.upperSlope[at]! * before[at]! + lines.upperIntercept[at]!;
      return factor * (step.curve.value(before[at]!) - line);
    });
  });
}

/**
 * α-CROWN and β-CROWN: lower bounds of rows, the parameters p ∈ [0, 1] of the lines and the multipliers β ≥ 0 of splits raised by Adam, each row with its own.
 *
 *     max over p, β of  min over x ∈ region of  ⟨a(p, β), x⟩ + c(p, β),   a at a split unit of sign s lowered by s β
 *
 * Ranges before the activations stay as they are; a bound is that of its best iterate. The derivative by a line is what the unit's coefficient
 * makes of the minimiser taken forward along the lines. Sources: Xu et al., ICLR 2021, arXiv:2011.13824; Wang et al., NeurIPS 2021, arXiv:2103.06624.
 */
export function optimise(
  relaxed: Relaxed,
  { rows: m, a, value = relaxed.network.last }: Specification,
  options: OptimiseOptions,
): OptimisedRows {
  const { network, region, magnitudes } = relaxed;
  const { steps, splits, start, enough = Infinity } = options;
  const free = freeUnits(relaxed).filter(({ step }) => step < value);
  const relaxations: (Relaxation | undefined)[] = relaxed.relaxations.map((each) =>
    each?.kind === 'lines' ? ownLines(each, m) : each,
  );
  const linesOf = (step: number): Lines => relaxations[step] as Lines;
  const parameters = free.map(({ units, start: first }, f) => {
    const p = new Float64Array(m * units.length);
    for (let i = 0; i < m; i++) p.set(start?.[i]?.p[f] ?? first, i * units.length);
    const by = { slope: new Float64Array(p.length), intercept: new Float64Array(p.length) };
    return { p, by, best: p.slice(), gradient: new Float64Array(p.length), ascent: adam(p.length, RATE, DECAY) };
  });
  const beta = (splits ?? []).map((own, i) => {
    const given = start?.[i]?.beta;
    const values = Float64Array.from(own, (_, k) => given?.[k] ?? 0);
    const scale = new Float64Array(own.length).fill(1);
    return {
      values,
      best: values.slice(),
      gradient: new Float64Array(own.length),
      scale,
      ascent: adam(own.length, RATE, DECAY, scale),
    };
  });
  const multipliers: (Float64Array | undefined)[] | undefined = splits && [];
  splits?.forEach((own) =>
    own.forEach(({ step }) => (multipliers![step] ??= new Float64Array(m * network.sizes[step + 1]!))),
  );
  const put = (which: 'p' | 'best'): void => {
    free.forEach((units, f) =>
      moveLines(
        relaxed,
        units,
        parameters[f]![which],
        linesOf(units.step),
        m,
        which === 'p' ? parameters[f]!.by : undefined,
      ),
    );
    splits?.forEach((own, i) =>
      own.forEach(({ step, unit, sign }, k) => {
        const lines = linesOf(step);
        const at = i * lines.stride + unit;
        const { curve } = network.steps[step] as { curve: { value(z: number): number } };
        const slope = sign > 0 ? curve.value(1) : -curve.value(-1);
        lines.lowerSlope[at] = slope;
        lines.upperSlope[at] = slope;
        lines.lowerIntercept[at] = 0;
        lines.upperIntercept[at] = 0;
        multipliers![step]![at] = -sign * beta[i]![which === 'p' ? 'values' : 'best'][k]!;
      }),
    );
  };
  const minimisers = new Float64Array(m * network.inputs);
  const kept: Kept = new Map();
  const followed: Kept = new Map();
  const evaluate = (isLast: boolean): Substituted =>
    substitute(
      network,
      region,
      relaxations,
      { value, m, a: a.slice() },
      {
        ...(multipliers ? { multipliers } : {}),
        keep: true,
        minimisers,
        ...(isLast ? {} : { kept }),
      },
    );
  const lastFree = free.reduce((most, { step }) => Math.max(most, step), -1);
  const lastSplit = (splits ?? []).reduce((most, own) => own.reduce((v, { step }) => Math.max(v, step), most), -1);
  const until = Math.max(lastFree, lastSplit);
  const lower = new Float64Array(m).fill(-Infinity);
  const source = (step: number): number => (network.steps[step] as { from: number }).from;
  const wanted: (Int32Array | undefined)[] = [];
  if (until >= 0 && network.steps[source(until) - 1]?.kind === 'linear') {
    const units = new Set(free.filter(({ step }) => step === until).flatMap((each) => [...each.units]));
    splits?.forEach((own) => own.forEach(({ step, unit }) => step === until && units.add(unit)));
    wanted[source(until)] = Int32Array.from(units);
  }
  for (let iteration = 0; until >= 0 && iteration <= steps; iteration++) {
    put('p');
    const { lower: now, coefficients } = evaluate(false);
    for (let i = 0; i < m; i++) {
      if (now[i]! <= lower[i]!) continue;
      lower[i] = now[i]!;
      free.forEach(({ units: { length } }, f) =>
        parameters[f]!.best.set(parameters[f]!.p.subarray(i * length, (i + 1) * length), i * length),
      );
      beta[i]?.best.set(beta[i]!.values);
    }
    if (iteration === steps || lower.every((v) => v > enough)) break;
    const values = follow(network, {
      relaxations,
      coefficients,
      x: minimisers,
      m,
      until: source(until),
      wanted,
      kept: followed,
    });
    free.forEach(({ step, side, units }, f) => {
      const { gradient, by, p, ascent } = parameters[f]!;
      const [own, before] = [coefficients[step], values[source(step)]!];
      const n = network.sizes[step + 1]!;
      for (let i = 0; i < m; i++)
        for (let k = 0; k < units.length; k++) {
          const [at, own_] = [i * n + units[k]!, i * units.length + k];
          const factor = own?.[at] ?? 0;
          const counts = side === 'lower' ? factor > 0 : factor < 0;
          gradient[own_] = counts ? factor * (by.slope[own_]! * before[at]! + by.intercept[own_]!) : 0;
        }
      ascent.step(p, gradient, 0, 1);
    });
    splits?.forEach((own, i) => {
      const { values: b, gradient, scale, ascent } = beta[i]!;
      own.forEach(({ step, unit, sign }, k) => {
        const at = i * network.sizes[step + 1]! + unit;
        gradient[k] = -sign * values[source(step)]![at]!;
        if (iteration === 0) scale[k] = Math.abs(coefficients[step]?.[at] ?? 0) + 1e-3;
      });
      ascent.step(b, gradient, 0, Infinity);
    });
  }
  put('best');
  const final = evaluate(true);
  const slack = (i: number): number =>
    (splits?.[i] ?? []).reduce(
      (sum, { step, unit }, k) => sum + beta[i]!.best[k]! * roundingAt(magnitudes, source(step), unit),
      roundingOf(magnitudes, value, a, i),
    );
  return {
    lower: final.lower.map((v, i) => v - slack(i)),
    minimisers,
    normals: final.normals,
    offsets: final.offsets.map((v, i) => v - slack(i)),
    states: Array.from({ length: m }, (_, i) => ({
      p: free.map(({ units: { length } }, f) => parameters[f]!.best.slice(i * length, (i + 1) * length)),
      beta: beta[i]?.best ?? new Float64Array(0),
    })),
    looseness: () => loosenessOf(relaxed, relaxations, final.coefficients, minimisers, m, until, wanted, followed),
  };
}
