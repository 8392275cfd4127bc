import { column, defineAnalysis } from '@fragility/analysis';
import { wilson, type ConvexNorm } from '@fragility/numerics';
import { real } from '@fragility/plugin';
import { array, check, description, minLength, optional, pipe, strictObject } from 'valibot';
import { attacksIn, nearestFound } from '../attacked/nearest.js';
import { checkOrder } from '../attacked/order.js';
import { certifier, type Certifier } from '../bounds/certifier.js';
import { boundsOf, checkComplete, decided, type Method } from '../bounds/complete.js';
import { cleanExamples, pause, type Clean } from '../shared/clean.js';
import { boundParams, NORMS } from '../shared/params.js';
import { summariseAccuracy } from './accuracy-summary.js';

const COLUMNS = {
  norm: column.string('norm of the ball'),
  budget: column.number('budget ε'),
  method: column.string('which bounds proved'),
  examples: column.integer('measured examples n'),
  correct: column.integer('of these, classified correctly'),
  certified: column.integer('of these, proven to be so within ε'),
  fooled: column.integer('correct, and fooled within ε by an attack of the run; empty without attacks'),
  certified_accuracy: column.number('certified/n'),
  certified_low: column.number('lower end of its interval'),
  certified_high: column.number('upper end of its interval'),
  robust_accuracy: column.number('(correct − fooled)/n, the worst case over attacks'),
  timed_out: { type: 'integer', description: 'examples whose time ended', varies: true },
  seconds: column.seconds('time of all examples at all budgets of the norm'),
} as const;

/** The largest of some budgets, ascending, that is proven; one that is not ends the search. */
async function largestProven(
  proving: Certifier,
  { x, label }: Clean,
  budgets: readonly number[],
  { method, norm, seconds }: { readonly method: Method; readonly norm: ConvexNorm; readonly seconds: number },
): Promise<{ readonly proven: number; readonly timedOut: boolean }> {
  const started = performance.now();
  let proven = -1;
  for (const budget of budgets) {
    const left = seconds - (performance.now() - started) / 1000;
    if (left <= 0) return { proven, timedOut: true };
    const { margin, floatMargin } = proving.bound(x, label, budget);
    const isProven =
      margin > 0 ||
      (method === 'complete' &&
        (await decided(proving, { x, label, norm, seconds: left, radius: budget, floatMargin })));
    if (!isProven) break;
    proven = budget;
  }
  return { proven, timedOut: false };
}

const budgetList = (norm: string) =>
  optional(
    pipe(
      array(real('a budget', { min: 0 })),
      minLength(1),
      description<number[], string>(`budgets in ${norm}, in the units of the inputs`),
    ),
  );

/**
 * The share of all examples that are classified correctly, and proven to be so within a budget.
 *
 *     certified(ε) = #{ i : f classifies x_i correctly, and no point within ε of it otherwise, by proof } / n
 *
 * It is a lower bound of the robust accuracy under every attack there is; what attacks of the run leave is an upper one. Intervals are Wilson's. An attack's point within a
 * budget that was proven ends the run.
 *
 * @example
 * const given = { model, dataset, examples, attacks: [], random: random(1) } as never;
 * for await (const row of runAnalysis(certifiedAccuracy, { budgets: { linf: [0.01] } }, given)) console.log(row['certified_accuracy']);
 */
export const certifiedAccuracy = defineAnalysis({
  name: 'certified-accuracy',
  summary: 'Share of examples that are proven to be robust within a budget, beside robust accuracy',
  params: strictObject({
    budgets: pipe(
      strictObject({ linf: budgetList('L∞'), l2: budgetList('L2'), l1: budgetList('L1') }),
      check(
        (budgets) => NORMS.some((norm) => budgets[norm] !== undefined),
        'expected budgets in one norm at least, such as linf: [0.01, 0.02]',
      ),
      description('budgets by norm'),
    ),
    ...boundParams,
    confidence: optional(real('confidence of the intervals', { above: 0, below: 1 }), 0.95),
  }),
  needs: ['data', 'gradients', 'attacks'],
  columns: COLUMNS,
  passes: ({ budgets }, { examples }) =>
    30 * examples * NORMS.reduce((sum, norm) => sum + (budgets[norm]?.length ?? 0), 0),
  async *run({ budgets: asked, seconds, confidence, ...options }, { model, examples, attacks, signal, progress }) {
    const norms = NORMS.filter((norm): norm is ConvexNorm => asked[norm] !== undefined);
    const all = await cleanExamples(model, examples);
    const correct = all.filter(({ margin }) => margin > 0);
    for (const [k, norm] of norms.entries()) {
      const budgets = [...new Set(asked[norm])].sort((a, b) => a - b);
      const proving = certifier(model, { ...options, norm, method: boundsOf(options.method) });
      if (options.method === 'complete' && all[0]) await checkComplete(proving, norm, all[0].x);
      const nearest = await nearestFound(attacks, norm);
      const started = performance.now();
      const found = [];
      for (const [i, clean] of correct.entries()) {
        signal?.throwIfAborted();
        progress?.((k + i / correct.length) / norms.length);
        await pause();
        const one = await largestProven(proving, clean, budgets, { method: options.method, norm, seconds });
        checkOrder({ id: clean.id, norm, lower: one.proven, nearest: nearest.get(clean.id) });
        found.push({ ...one, distance: nearest.get(clean.id)?.distance ?? Infinity });
      }
      const n = all.length;
      const attacked = attacksIn(attacks, norm).length > 0;
      for (const budget of n > 0 ? budgets : []) {
        const certified = found.filter(({ proven }) => proven >= budget).length;
        const fooled = found.filter(({ distance }) => distance <= budget).length;
        const [certified_low, certified_high] = wilson(certified, n, confidence);
        yield {
          ...{ norm, budget, method: options.method, examples: n, correct: correct.length, certified },
          fooled: attacked ? fooled : null,
          ...{ certified_accuracy: certified / n, certified_low, certified_high },
          robust_accuracy: attacked ? (correct.length - fooled) / n : null,
          timed_out: found.filter(({ timedOut }) => timedOut).length,
          seconds: (performance.now() - started) / 1000,
        };
      }
    }
  },
  summarise: (rows, { confidence }, trials) => summariseAccuracy(rows, Object.keys(COLUMNS), { confidence, trials }),
});
