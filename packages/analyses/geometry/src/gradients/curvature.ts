import { column, defineAnalysis, type Summary, type SweptRow } from '@fragility/analysis';
import type { DifferentiableClassifier } from '@fragility/model';
import { distance, dot, mean, normOf, width, type Random, type Row } from '@fragility/numerics';
import { choice, integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { chunked } from '../shared/chunks.js';
import { claimsOfMean } from '../shared/claims.js';
import { cell, EXAMPLE_COLUMNS, exampleCells, labelled, ratio } from '../shared/columns.js';
import { chunkOf, linearised, pullBack, type Linearised } from '../shared/linearised.js';
import { lossOf, LOSSES, type LossName } from '../shared/loss.js';
import { isCorrect } from '../shared/means.js';
import { summariseMeans } from '../shared/summary.js';

const COLUMNS = {
  ...EXAMPLE_COLUMNS,
  loss_gradient_norm: column.number('‖∇ℓ(x)‖₂'),
  step_length: column.number('h, the length of the step'),
  curvature: labelled('curvature', '‖∇ℓ(x + hz) − ∇ℓ(x)‖₂/h; empty where the gradient or the step is zero'),
  relative_curvature: labelled('relative change of the gradient', '‖∇ℓ(x + hz) − ∇ℓ(x)‖₂/‖∇ℓ(x)‖₂'),
  gradient_alignment: labelled('gradient alignment', 'mean cos of ∇ℓ(x) and ∇ℓ(x + η)'),
} as const;

function summarise(rows: readonly SweptRow[]): Summary {
  return {
    ...summariseMeans(rows, COLUMNS, {
      name: 'curvature',
      title: 'Curvature, over correctly classified examples',
      caption:
        'Mean relative change of the gradient over a step of length h along its sign, and mean cosine of gradients a random step of that length apart.',
      axis: 'mean',
      quantities: ['relative_curvature', 'gradient_alignment', 'curvature'],
      drawn: ['relative_curvature', 'gradient_alignment'],
      told: ['relative_curvature', 'gradient_alignment'],
    }),
    claims: claimsOfMean(rows, 'relative_curvature', {
      claim: (model) => ({
        name: `${model}/straight`,
        statement: `Along the step, the gradient of the network '${model}' changes by less than its own length.`,
        source: 'Moosavi-Dezfooli et al., CVPR 2019, arXiv:1811.09716, §3',
        statistic: 'mean relative change of ∇ℓ over a step of length h along its sign, seeds resampled',
      }),
      among: isCorrect,
      side: 'below',
      threshold: 1,
    }),
  };
}

const moved = (x: Row, direction: Row, length: number): Row => x.map((value, k) => value + length * direction[k]!);

/** sign(v)/‖sign(v)‖₂. */
function signOf(v: Row): Row {
  const sign = v.map(Math.sign);
  const size = normOf(sign, 'l2');
  return size === 0 ? sign : sign.map((value) => value / size);
}

/** η uniform on [−r, r]^d with r = h √(3/d), so that E‖η‖² = h². */
function uniformNear(x: Row, length: number, stream: Random): Row {
  const r = length * Math.sqrt(3 / x.length);
  return x.map((value) => value + r * (2 * stream.uniform() - 1));
}

interface Options {
  readonly loss: LossName;
  readonly step: number;
  readonly unit: 'distance' | 'input';
  readonly samples: number;
}

/** Measures of some examples, each of their points in one call of the model. */
async function measured(model: DifferentiableClassifier, all: readonly Linearised[], random: Random, options: Options) {
  const { loss, step, unit, samples } = options;
  const lengths = all.map(({ margin, slope }) =>
    unit === 'input' ? step : step * Math.abs(ratio(margin, slope) ?? 0),
  );
  const pull = async (points: readonly Row[]): Promise<Row[]> =>
    (await pullBack(model, points, (k) => lossOf(loss, all[k]!))).gradients;
  const at = await pull(all.map(({ x }) => x));
  const along = await pull(all.map(({ x }, k) => moved(x, signOf(at[k]!), lengths[k]!)));
  const cosines: number[][] = all.map(() => []);
  const streams = all.map(({ id }) => random.fork(id));
  for (let s = 0; s < samples; s++) {
    const beside = await pull(all.map(({ x }, k) => uniformNear(x, lengths[k]!, streams[k]!)));
    beside.forEach((gradient, k) =>
      cosines[k]!.push(dot(gradient, at[k]!) / (normOf(gradient, 'l2') * normOf(at[k]!, 'l2'))),
    );
  }
  return all.map((one, k) => {
    const [size, length] = [normOf(at[k]!, 'l2'), lengths[k]!];
    const change = distance(along[k]!, at[k]!, 'l2');
    const still = size === 0 || length === 0;
    return {
      ...exampleCells(one),
      loss_gradient_norm: cell(size),
      step_length: cell(length),
      curvature: still ? null : ratio(change, length),
      relative_curvature: still ? null : ratio(change, size),
      gradient_alignment: still ? null : cell(mean(cosines[k]!)),
    };
  });
}

/**
 * How much the gradient changes nearby: along its own sign, and in random directions.
 *
 *     ‖∇ℓ(x + hz) − ∇ℓ(x)‖₂ / h,   z = sign ∇ℓ / ‖sign ∇ℓ‖₂        E_η cos(∇ℓ(x), ∇ℓ(x + η)),   η ~ U[−r, r]^d,  r = h √(3/d)
 *
 * ℓ is g = f_y − f_j (j the strongest other class at x), or the cross-entropy; h is `step` times the distance g/‖∇g‖₂ to the linearised boundary, or
 * in the units of the inputs. Both are 0 and 1 where ℓ is affine. On a quadratic function the first is ‖Hz‖₂.
 *
 * Source: CURE, Moosavi-Dezfooli et al., CVPR 2019, arXiv:1811.09716; GradAlign, Andriushchenko & Flammarion, NeurIPS 2020, arXiv:2007.02617.
 *
 * @example
 * const given = { model, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(curvature, { samples: 2 }, given)) console.log(row['curvature']);
 */
export const curvature = defineAnalysis({
  name: 'curvature',
  summary: 'Change of input gradients along their own sign, and their alignment nearby',
  params: strictObject({
    loss: optional(choice('whose gradient', LOSSES), 'margin'),
    step: optional(real('length h of the step', { above: 0 }), 1),
    unit: optional(
      choice('what h is a multiple of: the distance to the linearised boundary, or 1', ['distance', 'input']),
      'distance',
    ),
    samples: optional(integer('random points of the gradient alignment', { min: 1 }), 4),
  }),
  needs: ['data', 'gradients'],
  columns: COLUMNS,
  passes: ({ samples }, { examples }) => 2 * examples * (3 + samples),
  async *run(params, { model, examples, random, signal, progress }) {
    const all = linearised(model, examples, { signal, progress });
    for await (const some of chunked(all, chunkOf(width(examples.inputs))))
      yield* await measured(model, some, random, params);
  },
  summarise,
});
