import { column, defineAnalysis, type PlainCell } from '@fragility/analysis';
import type { ConvexNorm, Row } from '@fragility/numerics';
import { choice, real } from '@fragility/plugin';
import { description, optional, pipe, strictObject, string } from 'valibot';
import { nearestFound, type Nearest } from '../attacked/nearest.js';
import { checkOrder } from '../attacked/order.js';
import { certifier, type Certifier } from '../bounds/certifier.js';
import { boundsOf, checkComplete, completed, type Completed, type Method } from '../bounds/complete.js';
import { certifiedRadius, type RadiusOptions } from '../bounds/radius.js';
import { firstOf, reachOf } from '../bounds/scale.js';
import { cleanExamples, pause, type Clean } from '../shared/clean.js';
import { boundParams, NORMS } from '../shared/params.js';
import { summariseRadii } from './radius-summary.js';

const COLUMNS = {
  id: column.string('example'),
  label: column.integer('its class y'),
  margin: column.number('f_y(x) − max_j f_j(x): negative where the example is misclassified'),
  correct: column.boolean('whether it is classified correctly: only then is there a radius'),
  lower: column.number('certified radius: no adversarial point is nearer'),
  exact: column.number('smallest perturbation, where a complete search ended; else empty'),
  attack: column.string('attack that found the nearest adversarial point; empty where none did'),
  attack_distance: column.number('distance of that point'),
  gap: column.number('(attack − lower)/attack'),
  verdict: column.string('robust, broken or open at the budget; empty without a budget'),
  method: column.string('the method that proved the largest radius; empty where none proved any'),
  float_margin: column.number('what was subtracted in the proof for rounding in float32'),
  evaluations: column.integer('balls that were bounded'),
  timed_out: { type: 'boolean', description: 'whether time ended before the bisection did', varies: true },
  seconds: column.seconds('time of the example'),
} as const;

/** robust: proven; broken: an adversarial point is known; open: neither. */
export const verdictOf = (
  budget: number | undefined,
  lower: number,
  distance: number,
): 'robust' | 'broken' | 'open' | null => {
  if (budget === undefined) return null;
  if (lower >= budget) return 'robust';
  return distance <= budget ? 'broken' : 'open';
};

interface Asked extends Pick<RadiusOptions, 'tolerance'> {
  readonly method: Method;
  readonly norm: ConvexNorm;
  readonly budget?: number | undefined;
  readonly seconds: number;
}

const of = ({ id, label, margin, x }: Clean, correct: boolean): { head: Record<string, PlainCell>; x: Row } => ({
  head: { id, label, margin, correct },
  x,
});

/** Nothing searched. */
const UNSEARCHED: Completed = { lower: 0, upper: Infinity, exact: null };

/** What is known of an example that is classified correctly. */
async function measured(proving: Certifier, clean: Clean, nearest: Nearest | undefined, asked: Asked) {
  const { norm, method, budget, seconds } = asked;
  const { head, x } = of(clean, true);
  const started = performance.now();
  const spent = (): number => (performance.now() - started) / 1000;
  const most = reachOf(x, proving.bounds, norm);
  const found = certifiedRadius(proving, x, clean.label, {
    ...asked,
    method: boundsOf(method),
    first: firstOf(x, proving.bounds, nearest),
    tried: budget === undefined ? [] : [budget],
    most,
    isOver: () => spent() >= seconds,
  });
  checkOrder({ id: clean.id, norm, lower: found.lower, nearest });
  const searched =
    method === 'complete'
      ? await completed(proving, { x, label: clean.label, norm, seconds: Math.max(0, seconds - spent()) })
      : UNSEARCHED;
  const { exact } = searched;
  const proven = Math.min(most, Math.max(found.lower, searched.lower));
  checkOrder({ id: clean.id, norm, lower: exact === null ? proven : found.lower, exact, nearest });
  const isSearched = exact === null && proven > found.lower;
  const lower = isSearched ? proven : found.lower;
  const distance = nearest?.distance ?? null;
  return {
    ...head,
    ...{ lower, exact, attack: nearest?.attack ?? null, attack_distance: distance },
    gap: distance === null || distance === 0 ? null : (distance - lower) / distance,
    verdict: verdictOf(budget, proven, Math.min(distance ?? Infinity, searched.upper)),
    method: isSearched ? 'complete' : found.method,
    float_margin: isSearched ? null : found.floatMargin,
    evaluations: found.evaluations,
    timed_out: found.timedOut || (method === 'complete' && exact === null && lower < most),
    seconds: spent(),
  };
}

const NOTHING = {
  ...{ lower: null, exact: null, attack: null, attack_distance: null, gap: null, verdict: null, method: null },
  ...{ float_margin: null, evaluations: 0, timed_out: false, seconds: 0 },
};

/**
 * How far no attack can come, beside how far attacks came, for every example.
 *
 *     lower ≤ smallest perturbation ≤ attack
 *
 * lower is the largest radius whose ball is proven free of adversarial points: by interval bounds, CROWN or α-CROWN of the margins f_y − f_j, bisected over the
 * radius; a complete search by branch and bound goes on from there, and says what the smallest perturbation is where it ends. A
 * proven radius beyond the distance of a point that an attack found ends the run: one of the two is wrong.
 * Source: Zhang et al., NeurIPS 2018, arXiv:1811.00866 (CROWN); Xu et al., ICLR 2021, arXiv:2011.13824 (α-CROWN).
 *
 * @example
 * const given = { model, dataset, examples, attacks: [], random: random(1) } as never;
 * for await (const row of runAnalysis(certifiedRadii, { norm: 'linf', method: 'crown' }, given)) console.log(row['lower']);
 */
export const certifiedRadii = defineAnalysis({
  name: 'certified-radius',
  summary: 'Radius within which no adversarial point exists, beside the nearest point that attacks found',
  params: strictObject({
    norm: choice('norm of the ball', NORMS),
    ...boundParams,
    budget: optional(real('the budget of the verdict', { above: 0 })),
    tolerance: optional(real('relative width at which bisection ends', { min: 1e-9, below: 1 }), 1e-3),
    beside: optional(
      pipe(string(), description('a number to draw beside them, such as compression-prediction.predicted')),
    ),
  }),
  needs: ['data', 'gradients', 'attacks'],
  columns: COLUMNS,
  passes: (_params, { examples }) => 100 * examples,
  reads: ({ beside }) => (beside === undefined ? [] : [{ path: ['beside'], column: beside }]),
  async *run(params, { model, examples, attacks, signal, progress }) {
    const proving = certifier(model, { ...params, method: boundsOf(params.method) });
    const nearest = await nearestFound(attacks, params.norm);
    const all = await cleanExamples(model, examples);
    if (params.method === 'complete' && all[0]) await checkComplete(proving, params.norm, all[0].x);
    for (const [k, clean] of all.entries()) {
      signal?.throwIfAborted();
      progress?.(k / all.length);
      await pause();
      if (clean.margin > 0) yield await measured(proving, clean, nearest.get(clean.id), params);
      else yield { ...of(clean, false).head, ...NOTHING };
    }
  },
  summarise: (rows, params, _trials, read) => summariseRadii(rows, Object.keys(COLUMNS), params, read),
});
