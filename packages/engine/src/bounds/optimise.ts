import { adam } from './optimising/adam.js';
import { freeUnits, movableLines, ownLines } from './optimising/lines.js';
import { loosenessOf } from './optimising/looseness.js';
import { mixturesOf, movableMixtures } from './optimising/mixtures.js';
import type { Movable } from './optimising/movable.js';
import { multipliersOf, type Split } from './optimising/splits.js';
import { follow } from './passes/follow.js';
import { roundingAt, roundingOf } from './passes/magnitude.js';
import type { Lines, Relaxation } from './passes/relaxation.js';
import type { Relaxed } from './passes/relaxed.js';
import { substitute, type Kept, type Substituted } from './passes/substitute.js';
import type { Specification } from './specification.js';

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

/** Relaxations of their own for each of m rows, and what can be moved of those before a value: lines first, mixtures after them. */
function movables(
  relaxed: Relaxed,
  m: number,
  value: number,
): { readonly relaxations: (Relaxation | undefined)[]; readonly free: readonly Movable[] } {
  const { network, ranges } = relaxed;
  const relaxations = relaxed.relaxations.map((each, k): Relaxation | undefined => {
    if (each?.kind === 'lines') return ownLines(each, m);
    const step = network.steps[k]!;
    if (each?.kind !== 'picks' || step.kind !== 'maximum' || k >= value) return each;
    return mixturesOf(step, ranges[step.from]!, each, m) ?? each;
  });
  const lines = freeUnits(relaxed)
    .filter(({ step }) => step < value)
    .map((units) => movableLines(network, ranges, units, relaxations[units.step] as Lines, m));
  const mixtures = relaxations.flatMap((each, k) =>
    each?.kind === 'mixtures' ? [movableMixtures(network, k, each, m)] : [],
  );
  return { relaxations, free: [...lines, ...mixtures] };
}

/**
 * α-CROWN and β-CROWN: lower bounds of rows, the parameters p of the relaxations (p ∈ [0, 1] of a line, weights of a mixture below a maximum) and the multipliers
 * β ≥ 0 of splits raised by Adam, each row with its own.
 *
 *     max over p, β of  min over x ∈ region of  ⟨a(p, β), x⟩ + c(p, β),   a at a split unit of sign s lowered by s β
 *
 * Ranges before the activations stay as they are; a bound is that of its best iterate. The derivative by a line is what the unit's coefficient
 * makes of the minimiser taken forward along the lines. Sources: Xu et al., ICLR 2021, arXiv:2011.13824; Wang et al., NeurIPS 2021, arXiv:2103.06624.
 */
export function optimise(
  relaxed: Relaxed,
  { rows: m, a, value = relaxed.network.last }: Specification,
  { steps, splits, start, enough = Infinity }: OptimiseOptions,
): OptimisedRows {
  const { network, region, magnitudes, ranges } = relaxed;
  const { relaxations, free } = movables(relaxed, m, value);
  const parameters = free.map(({ start: { length }, start: first }, f) => {
    const p = new Float64Array(m * length);
    for (let i = 0; i < m; i++) p.set(start?.[i]?.p[f] ?? first, i * length);
    return { p, length, best: p.slice(), gradient: new Float64Array(p.length), ascent: adam(p.length) };
  });
  const beta = splits && multipliersOf(network, relaxations, splits, (i) => start?.[i]?.beta);
  const put = (which: 'now' | 'best'): void => {
    free.forEach((each, f) => each.put(which === 'now' ? parameters[f]!.p : parameters[f]!.best));
    beta?.put(which);
  };
  const minimisers = new Float64Array(m * network.inputs);
  const kept: Kept = new Map();
  const evaluate = (isLast: boolean): Substituted =>
    substitute(
      network,
      region,
      relaxations,
      { value, m, a: a.slice() },
      { ...(beta ? { multipliers: beta.added } : {}), keep: true, minimisers, ...(isLast ? {} : { kept }) },
    );
  const source = (step: number): number => (network.steps[step] as { from: number }).from;
  const last = free.reduce((most, { step }) => Math.max(most, step), beta?.last ?? -1);
  const wanted: (Int32Array | undefined)[] = [];
  if (last >= 0 && network.steps[source(last) - 1]?.kind === 'linear') {
    const units = new Set(free.filter(({ step }) => step === last).flatMap(({ inputs }) => [...inputs]));
    splits?.forEach((own) => own.forEach(({ step, unit }) => step === last && units.add(unit)));
    wanted[source(last)] = Int32Array.from(units);
  }
  const followed = { relaxations, x: minimisers, m, wanted, kept: new Map() as Kept };
  const lower = new Float64Array(m).fill(-Infinity);
  for (let iteration = 0; last >= 0 && iteration <= steps; iteration++) {
    put('now');
    const { lower: now, coefficients } = evaluate(false);
    for (let i = 0; i < m; i++) {
      if (now[i]! <= lower[i]!) continue;
      lower[i] = now[i]!;
      for (const { p, best, length } of parameters) best.set(p.subarray(i * length, (i + 1) * length), i * length);
      beta?.keep(i);
    }
    if (iteration === steps || lower.every((v) => v > enough)) break;
    const values = follow(network, { ...followed, coefficients, until: source(last) });
    free.forEach(({ step, least, most, derive, restrain }, f) => {
      const { p, gradient, ascent } = parameters[f]!;
      derive(coefficients[step], values[source(step)]!, gradient);
      ascent.step(p, gradient, least, most);
      restrain?.(p);
    });
    beta?.ascend(values, coefficients);
  }
  put('best');
  const { lower: found, coefficients, normals, offsets } = evaluate(true);
  const slack = (i: number): number =>
    (splits?.[i] ?? []).reduce(
      (sum, { step, unit }, k) => sum + beta!.best[i]![k]! * roundingAt(magnitudes, source(step), unit),
      roundingOf(magnitudes, value, a, i),
    );
  return {
    lower: found.map((v, i) => v - slack(i)),
    minimisers,
    normals,
    offsets: offsets.map((v, i) => v - slack(i)),
    states: Array.from({ length: m }, (_, i) => ({
      p: parameters.map(({ best, length }) => best.slice(i * length, (i + 1) * length)),
      beta: beta?.best[i] ?? new Float64Array(0),
    })),
    looseness: () => loosenessOf(network, ranges, { ...followed, coefficients }, last),
  };
}
