import { defineConclusion, type Claim, type TableRow } from '@fragility/analysis';
import { array, description, minLength, pipe, strictObject, string } from 'valibot';
import { casesOf, type Cases } from './cases.js';
import { explain, type Explanation } from './explained.js';
import { explanationFigures } from './figures.js';

const column = (what: string) => pipe(string(), minLength(1), description(what));

const show = (value: number | null): string => (value === null ? '—' : value.toFixed(2).replace('-', '−'));

type Found = Cases & { readonly explanation: Explanation | string };

const tableOf = ({ model, target, explanation }: Found): TableRow[] =>
  typeof explanation === 'string'
    ? []
    : explanation.candidates.map(({ name, log, correlation, rankCorrelation, alone, aloneInterval, ...of }) => ({
        model,
        candidate: log ? `log ${name}` : name,
        examples: target.length,
        correlation,
        rank_correlation: rankCorrelation,
        r2_left_out: alone,
        r2_low: aloneInterval?.[0] ?? null,
        r2_high: aloneInterval?.[1] ?? null,
        partial_correlation: of.partial,
        partial_low: of.partialInterval?.[0] ?? null,
        partial_high: of.partialInterval?.[1] ?? null,
      }));

/** Whether the first candidate explains more than every other. */
function claimOf({ model, explanation }: Found, of: string, by: readonly string[]): Claim[] {
  if (by.length < 2) return [];
  const lead = typeof explanation === 'string' ? null : explanation.lead;
  const claim = {
    name: `${model}/first`,
    statement: `On the model '${model}', ${by[0]} explains ${of} better than every other candidate does.`,
    source: 'arXiv:2406.16200, §5, against the candidates of other papers',
    statistic:
      'R² of the first candidate alone less that of the best of the others, each example foretold from all others',
    value: lead?.value ?? null,
    interval: lead?.interval ?? null,
    criterion: 'the 95 % interval lies above 0; below 0 it does not hold',
  };
  const reason =
    typeof explanation === 'string'
      ? explanation
      : !lead?.interval
        ? 'there are too few examples for an interval'
        : 'the interval has 0 in it';
  if (lead?.interval && lead.interval[0] > 0) return [{ ...claim, verdict: 'holds' }];
  if (lead?.interval && lead.interval[1] < 0) return [{ ...claim, verdict: 'does not hold' }];
  return [{ ...claim, verdict: 'undecided', reason }];
}

/**
 * What explains how fragile an example is: the logarithm of a measured quantity regressed on candidates, alone and all together.
 *
 *     log δ* = a + Σ_k b_k z_k + e,  z_k the candidate, or its logarithm where all its values are above 0
 *     R²_left-out = 1 − Σ (e_i / (1 − h_i))² / Σ (y_i − ȳ_{−i})²,  partial correlation = corr(e_y, e_k) given the others
 *
 * Columns are joined by trial and example. Intervals are percentiles of 1000 bootstrap resamples: of trials where a model has five or more, as the
 * examples of one trained model depend on one another, else of examples, for that one model. A partial correlation is no cause: to tell apart what
 * goes together, vary it independently ({@link scalingLaw}).
 *
 * @example
 * const params = { of: 'ddn.distance', by: ['alignment.alignment'] };
 * explanations.reads!(params).map(({ column }) => column); // ['ddn.distance', 'alignment.alignment']
 */
export const explanations = defineConclusion({
  name: 'explanations',
  summary: 'What explains the smallest perturbations: regressions on candidates, with partial correlations',
  params: strictObject({
    of: column('what is to be explained, such as ddn.distance; its logarithm is taken'),
    by: pipe(
      array(column('a candidate, NAME.COLUMN of an analysis or an attack')),
      minLength(1),
      description('candidates; the first is compared with all others'),
    ),
  }),
  reads: ({ of, by }) => [
    { path: ['of'], column: of },
    ...by.map((candidate, k) => ({ path: ['by', k], column: candidate })),
  ],
  async conclude({ of, by }, measured) {
    const columns = new Map(await Promise.all(by.map(async (name) => [name, await measured(name)] as const)));
    const found: Found[] = casesOf(await measured(of), columns).map((cases) => ({
      ...cases,
      explanation: explain(cases),
    }));
    const rows = found.flatMap(tableOf);
    return {
      headlines: found.map(({ model, target, of: all, explanation }) => {
        const best =
          typeof explanation === 'string'
            ? undefined
            : explanation.candidates.reduce((a, b) => (b.alone > a.alone ? b : a));
        const value =
          typeof explanation === 'string'
            ? `undecided: ${explanation}`
            : `best alone ${best!.name}, R² ${show(best!.alone)}; all together R² ${show(explanation.together)} (each of ${target.length} examples foretold from the others)`;
        const few =
          target.length < 0.8 * all
            ? [
                {
                  code: 'explanations/missing',
                  sentence: `of ${all} examples all columns are known of ${target.length} only`,
                },
              ]
            : [];
        return { label: `${model}: ${of}`, value, warnings: few };
      }),
      claims: found.flatMap((one) => claimOf(one, of, by)),
      tables: rows.length > 0 ? [{ name: 'explanations', title: `What explains log ${of}`, rows }] : [],
      figures: explanationFigures(rows, of),
      metrics: Object.fromEntries(
        found.flatMap(({ model, explanation }) =>
          typeof explanation === 'string'
            ? []
            : [
                ...explanation.candidates.map(({ name, alone }): [string, number] => [`${model}/${name}/r2`, alone]),
                ...(explanation.together === null
                  ? []
                  : [[`${model}/together/r2`, explanation.together] as [string, number]]),
              ],
        ),
      ),
    };
  },
});
