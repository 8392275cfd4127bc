import { defineAnalysis } from '@fragility/analysis';
import { isDense, type DifferentiableClassifier } from '@fragility/model';
import { normOf, width, type Random } from '@fragility/numerics';
import { isPiecewiseLinear, regionRadius } from '@fragility/numerics/dense';
import { choice, integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { chunked } from '../shared/chunks.js';
import { cell, exampleCells, ratio } from '../shared/columns.js';
import { chunkOf, linearised, pullBack, type Linearised } from '../shared/linearised.js';
import { lossOf, LOSSES, type LossName } from '../shared/loss.js';
import { gammas, type Place, type Search } from './gamma.js';
import { COLUMNS } from './columns.js';
import { summariseLinearity } from './linearity-summary.js';
import { firstReached } from './radius.js';

/** The smallest radius that is looked at, as a share of the linearised distance: 2⁻⁶. */
const SMALLEST = 2 ** -6;
/** Radii are found to 2^(1/16), 4 %. */
const HALVINGS = 4;

interface Options {
  readonly norm: 'l2' | 'linf';
  readonly loss: LossName;
  readonly radius?: number | undefined;
  readonly share: number;
  readonly reach: number;
  readonly steps: number;
  readonly restarts: number;
}

async function measured(model: DifferentiableClassifier, all: readonly Linearised[], random: Random, options: Options) {
  const { norm, loss, share, reach } = options;
  const search: Search = options;
  const dual = norm === 'l2' ? 'l2' : 'l1';
  const distances = all.map(({ margin, gradient }) => Math.abs(ratio(margin, normOf(gradient, dual)) ?? 0));
  const { values, gradients } = await pullBack(
    model,
    all.map(({ x }) => x),
    (k) => lossOf(loss, all[k]!),
  );
  const places = all.map(({ x, id }, k): Place => ({
    x,
    loss: lossOf(loss, all[k]!),
    value: values[k]!,
    gradient: gradients[k]!,
    random: random.fork(id),
  }));
  const slopes = places.map(({ gradient }) => normOf(gradient, dual));
  const misses = async (some: readonly number[], radii: readonly number[]): Promise<number[]> => {
    const found = await gammas(
      model,
      some.map((k) => places[k]!),
      radii,
      search,
    );
    return some.map((k, i) => found[i]! / (radii[i]! * slopes[k]!));
  };
  const usable = all.map((_, k) => k).filter((k) => slopes[k]! > 0 && distances[k]! > 0);
  const reached = await firstReached(
    usable.map((k) => SMALLEST * distances[k]!),
    (some, radii) =>
      misses(
        some.map((i) => usable[i]!),
        radii,
      ),
    { share, doublings: Math.ceil(Math.log2(reach / SMALLEST)), halvings: HALVINGS },
  );
  const radii = distances.map((distance) => options.radius ?? distance);
  const found = await gammas(model, places, radii, search);
  return all.map((one, k) => {
    const at = usable.indexOf(k);
    const limit = at < 0 || reached[at]!.above === null ? null : reached[at]!.below;
    const exact = isDense(model) && isPiecewiseLinear(model.layers) ? regionRadius(model.layers, one.x, norm) : NaN;
    return {
      ...exampleCells(one),
      radius: cell(radii[k]!),
      gamma: cell(found[k]!),
      relative_gamma: ratio(found[k]!, radii[k]! * slopes[k]!),
      linear_radius: limit,
      linear_share: limit === null ? null : ratio(limit, distances[k]!),
      region_radius: cell(exact),
    };
  });
}

/**
 * How far the linear model of the network at an input holds.
 *
 *     γ(ε) = max_{‖δ‖ ≤ ε} |ℓ(x + δ) − ℓ(x) − ⟨δ, ∇ℓ(x)⟩|
 *
 * at the distance g/‖∇g‖* to the linearised boundary (or at a given ε), and the radius at which it reaches a share of ε ‖∇ℓ‖*: what the gradient
 * promises over that way. ℓ is g = f_y − f_j (j the strongest other class at x), or the cross-entropy; ‖·‖* is the dual norm. On dense
 * piecewise-linear networks also the exact radius of the activation region, in which γ is 0. Source: Qin et al., NeurIPS 2019, arXiv:1907.02610.
 *
 * @example
 * const given = { model, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(localLinearity, { steps: 2 }, given)) console.log(row['relative_gamma']);
 */
export const localLinearity = defineAnalysis({
  name: 'local-linearity',
  summary: 'How far the linear model at an input holds, and the exact radius of its activation region',
  params: strictObject({
    norm: optional(choice('norm of the ball', ['l2', 'linf']), 'l2'),
    loss: optional(choice('the function ℓ', LOSSES), 'margin'),
    radius: optional(
      real('ε in the units of the inputs; left out, the distance to the linearised boundary', { above: 0 }),
    ),
    share: optional(real('share of ε ‖∇ℓ‖* that γ is to reach', { above: 0, below: 1 }), 0.1),
    reach: optional(real('largest radius looked at, over the linearised distance', { min: 1 }), 8),
    steps: optional(integer('gradient steps of an ascent, ε long at first and 0 at last', { min: 1 }), 8),
    restarts: optional(integer('ascents: from down the gradient, from up it, then from random points', { min: 1 }), 3),
  }),
  needs: ['data', 'gradients'],
  columns: COLUMNS,
  passes: ({ steps, restarts, reach }, { examples }) =>
    2 * examples * (steps + 1) * restarts * (Math.log2(reach / SMALLEST) + HALVINGS),
  async *run(params, { model, examples, random, signal, progress }) {
    const all = linearised(model, examples, { signal, progress });
    for await (const some of chunked(all, chunkOf(width(examples.inputs))))
      yield* await measured(model, some, random, params);
  },
  summarise: (rows, { share }) => summariseLinearity(rows, share),
});
