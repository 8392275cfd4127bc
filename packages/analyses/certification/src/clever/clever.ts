import { column, defineAnalysis } from '@fragility/analysis';
import type { DifferentiableClassifier } from '@fragility/model';
import {
  dualNorm,
  kolmogorovSmirnov,
  normOf,
  rivalClasses,
  row,
  stack,
  type Bounds,
  type ConvexNorm,
  type Random,
} from '@fragility/numerics';
import { choice, flag, integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { nearestFound } from '../attacked/nearest.js';
import { cleanExamples, type Clean } from '../shared/clean.js';
import { NORMS } from '../shared/params.js';
import { drawn } from './ball.js';
import { summariseClever } from './clever-summary.js';
import { fitReverseWeibull } from './weibull.js';

const COLUMNS = {
  id: column.string('example'),
  label: column.integer('its class y'),
  margin: column.number('f_y(x) − max_j f_j(x): negative where the example is misclassified'),
  correct: column.boolean('whether it is classified correctly: only then is there a score'),
  rival: column.integer('the class j of the smallest score'),
  estimate: column.number('CLEVER score: an estimate of the smallest perturbation, no bound'),
  lipschitz_estimate: column.number('estimated end of the largest gradient norms of that j'),
  ks_p: column.number('how well they follow the fitted distribution: p of a Kolmogorov–Smirnov test'),
  attack: column.string('attack that found the nearest adversarial point; empty where none did'),
  attack_distance: column.number('distance of that point'),
  refuted: column.boolean('whether that point is nearer than the estimate; empty without one'),
  seconds: column.seconds('time of the example'),
} as const;

interface Asked {
  readonly norm: ConvexNorm;
  readonly radius: number;
  readonly batches: number;
  readonly samples: number;
  readonly rivals: number;
}

/** The largest dual norms of ∇(f_y − f_j) of each batch of points of the ball, for each j. */
async function largestNorms(
  model: DifferentiableClassifier,
  { x, label }: Clean,
  classes: readonly number[],
  { norm, radius, batches, samples }: Asked,
  { random, bounds, signal }: { random: Random; bounds: Bounds; signal?: AbortSignal | undefined },
): Promise<number[][]> {
  const largest: number[][] = classes.map(() => []);
  const dual = dualNorm(norm);
  for (let k = 0; k < batches; k++) {
    signal?.throwIfAborted();
    const points = Array.from({ length: samples }, () => drawn(random, x, radius, norm, bounds));
    const { backward } = await model.vjp(stack(points, model.inputShape));
    for (const [c, j] of classes.entries()) {
      const cotangent = new Float64Array(model.classes);
      [cotangent[label], cotangent[j]] = [1, -1];
      const pulled = await backward(
        stack(
          points.map(() => cotangent),
          [model.classes],
        ),
      );
      largest[c]!.push(points.reduce((most, _, i) => Math.max(most, normOf(row(pulled, i), dual)), 0));
    }
  }
  return largest;
}

/** The score of one class: margin over the estimated end, at most the radius of the ball. */
function scoreOf(margin: number, norms: readonly number[], radius: number) {
  const { location, scale, shape } = fitReverseWeibull(norms);
  const cdf = (y: number): number => (y >= location ? 1 : Math.exp(-(((location - y) / scale) ** shape)));
  return {
    estimate: location > 0 ? Math.min(margin / location, radius) : radius,
    location,
    p: scale > 0 ? kolmogorovSmirnov(norms, cdf).pValue : null,
  };
}

const NOTHING = {
  ...{ rival: null, estimate: null, lipschitz_estimate: null, ks_p: null },
  ...{ attack: null, attack_distance: null, refuted: null, seconds: 0 },
};

/**
 * CLEVER: an estimate of the smallest perturbation by extreme value theory. It proves nothing: an attack can come nearer, and often does.
 *
 *     score = min_j min( (f_y(x) − f_j(x)) / â_j, R ),   â_j = end of the reverse Weibull fit of  max_{samples in B(x, R)} ‖∇(f_y − f_j)‖*
 *
 * Source: Weng et al., Evaluating the robustness of neural networks: an extreme value theory approach, ICLR 2018, arXiv:1801.10578. That it is not a lower bound: Goodfellow,
 * arXiv:1804.07870.
 *
 * @example
 * const given = { model, dataset, examples, attacks: [], random: random(1) } as never;
 * for await (const row of runAnalysis(clever, { norm: 'l2', radius: 0.5, batches: 5, samples: 4 }, given)) console.log(row['estimate']);
 */
export const clever = defineAnalysis({
  name: 'clever',
  summary: 'CLEVER score: an estimate, not a bound, of the smallest perturbation from sampled gradients',
  params: strictObject({
    norm: choice('norm of the ball', NORMS),
    radius: real('radius R of the ball that gradients are sampled in: no estimate is larger', { above: 0 }),
    batches: optional(integer('batches, each of which gives one largest norm', { min: 2 }), 50),
    samples: optional(integer('points of a batch', { min: 1 }), 64),
    rivals: optional(integer('other classes that are looked at, those of the largest logits', { min: 1 }), 3),
    box: optional(flag('whether points are moved into the range of the inputs'), true),
  }),
  needs: ['data', 'gradients', 'attacks'],
  columns: COLUMNS,
  passes: ({ batches, samples, rivals }, { examples, classes }) =>
    examples * batches * samples * (1 + Math.min(rivals, classes - 1)),
  async *run(params, { model, examples, attacks, random, signal, progress }) {
    const nearest = await nearestFound(attacks, params.norm);
    const all = await cleanExamples(model, examples);
    for (const [k, clean] of all.entries()) {
      progress?.(k / all.length);
      const { id, label, margin, logits } = clean;
      if (!(margin > 0)) {
        yield { id, label, margin, correct: false, ...NOTHING };
        continue;
      }
      const started = performance.now();
      const classes = rivalClasses(logits, label).slice(0, params.rivals);
      const bounds = params.box ? model.bounds : null;
      const norms = await largestNorms(model, clean, classes, params, { random: random.fork(id), bounds, signal });
      const scores = classes.map((j, c) => scoreOf(logits[label]! - logits[j]!, norms[c]!, params.radius));
      const least = scores.reduce((best, { estimate }, c) => (estimate < scores[best]!.estimate ? c : best), 0);
      const { estimate, location, p } = scores[least]!;
      const found = nearest.get(id);
      yield {
        ...{
          id,
          label,
          margin,
          correct: true,
          rival: classes[least]!,
          estimate,
          lipschitz_estimate: location,
          ks_p: p,
        },
        ...{ attack: found?.attack ?? null, attack_distance: found?.distance ?? null },
        refuted: found ? found.distance < estimate : null,
        seconds: (performance.now() - started) / 1000,
      };
    }
  },
  summarise: (rows, { norm }) => summariseClever(rows, Object.keys(COLUMNS), norm),
});
