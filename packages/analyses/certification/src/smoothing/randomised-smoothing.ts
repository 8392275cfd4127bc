import { column, defineAnalysis } from '@fragility/analysis';
import type { Classifier } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import { integer, real } from '@fragility/plugin';
import { array, description, minLength, optional, pipe, strictObject } from 'valibot';
import { cleanExamples } from '../shared/clean.js';
import { smoothedRadius } from './radius.js';
import { noisyCounts } from './sample.js';
import { summariseSmoothing } from './smoothing-summary.js';

const COLUMNS = {
  id: column.string('example'),
  label: column.integer('its class y'),
  correct: column.boolean('whether the model itself classifies it correctly'),
  smoothed_class: column.integer('what the smoothed classifier says; empty where it abstains'),
  smoothed_correct: column.boolean('whether that is y'),
  count: column.integer('how many of the n noisy points had the class that is certified'),
  p_lower: column.number('lower bound of its probability'),
  radius: column.number('certified L2 radius of the smoothed classifier; empty where it abstains'),
  seconds: column.seconds('time of the example'),
} as const;

/** Noisy points are between whole numbers. @throws FragilityError `certification/levels`. */
function checkLevels({ levels }: Classifier): void {
  if (!levels) return;
  throw new FragilityError(
    {
      given: 'the model takes whole numbers',
      expected: 'one that can be asked about inputs with Gaussian noise',
      remedy: 'leave randomised-smoothing out, or use a model of real inputs',
    },
    { where: 'analyses-certification/randomised-smoothing', code: 'certification/levels', kind: 'input' },
  );
}

/**
 * Randomised smoothing: certified L2 radii of another classifier that any model makes.
 *
 *     g(x) = argmax_c P( f(x + σz) = c ),   z ~ N(0, I);     R = σ Φ⁻¹(p),  p ≤ P( f(x + σz) = g(x) )
 *
 * g says the same class within R of x. The class is that of most of n0 noisy points; p is the Clopper–Pearson bound of its share among n others; each certificate fails
 * with probability α at most. It says nothing of f itself. Source: Cohen, Rosenfeld & Kolter, ICML 2019, arXiv:1902.02918.
 *
 * @example
 * const given = { model, dataset, examples, random: random(1) } as never;
 * for await (const row of runAnalysis(randomisedSmoothing, { sigma: 0.25, n: 100 }, given)) console.log(row['radius']);
 */
export const randomisedSmoothing = defineAnalysis({
  name: 'randomised-smoothing',
  summary: 'Certified L2 radii of the smoothed classifier that a model makes, from logits alone',
  params: strictObject({
    sigma: real('standard deviation of the noise, in the units of the inputs', { above: 0 }),
    n0: optional(integer('noisy points that choose the class', { min: 1 }), 100),
    n: optional(integer('noisy points that bound its probability', { min: 1, max: 100_000 }), 1000),
    alpha: optional(real('probability that a certificate is wrong', { above: 0, below: 0.5 }), 0.001),
    budgets: optional(
      pipe(
        array(real('a budget', { min: 0 })),
        minLength(1),
        description('L2 budgets of the table; left out, ½, 1, 1½, 2 and 3 σ'),
      ),
    ),
    confidence: optional(real('confidence of the intervals', { above: 0, below: 1 }), 0.95),
  }),
  needs: ['data', 'model'],
  columns: COLUMNS,
  passes: ({ n0, n }, { examples }) => examples * (n0 + n),
  async *run({ sigma, n0, n, alpha }, { model, examples, random, signal, progress }) {
    checkLevels(model);
    const all = await cleanExamples(model, examples);
    for (const [k, { id, label, x, margin }] of all.entries()) {
      progress?.(k / all.length);
      const started = performance.now();
      const own = random.fork(id);
      const first = await noisyCounts(model, x, { sigma, n: n0, random: own.fork('choose'), signal });
      const chosen = first.indexOf(Math.max(...first));
      const counts = await noisyCounts(model, x, { sigma, n, random: own.fork('bound'), signal });
      const { p, radius } = smoothedRadius(counts[chosen]!, n, { sigma, alpha });
      yield {
        ...{ id, label, correct: margin > 0 },
        smoothed_class: radius === null ? null : chosen,
        smoothed_correct: radius === null ? null : chosen === label,
        ...{ count: counts[chosen]!, p_lower: p, radius, seconds: (performance.now() - started) / 1000 },
      };
    }
  },
  summarise: (rows, { sigma, budgets, confidence }) =>
    summariseSmoothing(rows, Object.keys(COLUMNS), {
      sigma,
      confidence,
      budgets: budgets ?? [0.5, 1, 1.5, 2, 3].map((share) => share * sigma),
    }),
});
