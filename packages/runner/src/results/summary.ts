import { describeThrown } from '@fragility/plugin';
import {
  groupBy,
  type AnyAnalysis,
  type Claim,
  type Figure,
  type Gallery,
  type Headline,
  type Metrics,
  type Table,
} from '@fragility/analysis';
import type { Plan } from '../plan/plan.js';
import type { DoneTrial } from '../store/result.js';
import { measuredIn } from './measured.js';
import { sweptRows, sweptTrials } from './tables.js';

export interface Findings {
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
  readonly galleries: readonly Gallery[];
  readonly headlines: readonly Headline[];
  /** Named after their analyses. */
  readonly claims: readonly Claim[];
  /** By name, that of the analysis first. */
  readonly metrics: Metrics;
  /** What could not be summarised, and why. */
  readonly notes: readonly string[];
  /** What speaks against findings that no headline shows. */
  readonly warnings: readonly string[];
}

/** Renames what would overwrite something of the same name: `-summary` first, then a number. */
function unique<T extends { readonly name: string }>(list: readonly T[], taken: readonly string[]): T[] {
  const used = new Set(taken.map((name) => name.toLowerCase()));
  return list.map((one) => {
    let name = one.name;
    if (used.has(name.toLowerCase())) name = `${one.name}-summary`;
    for (let k = 2; used.has(name.toLowerCase()); k++) name = `${one.name}-${k}`;
    used.add(name.toLowerCase());
    return { ...one, name };
  });
}

/** A verdict as a number, where there is one. */
const verdictOf = ({ name, verdict }: Claim): [string, number][] =>
  verdict === 'undecided' ? [] : [[`${name}/holds`, verdict === 'holds' ? 1 : 0]];

/** Models of which an analysis has no row in a trial: its tables and figures are of the others. */
function nothingMeasured(name: string, { columns }: AnyAnalysis, trials: readonly DoneTrial[]): string[] {
  if (Object.keys(columns).length === 0) return [];
  const empty = trials.filter(({ analyses }) => analyses.every((one) => one.name !== name || one.rows.length === 0));
  return [...groupBy(empty, ({ model }) => model)].map(
    ([model, { length }]) => `analysis '${name}' had nothing to measure in ${length} of the trials of model '${model}'`,
  );
}

/** A table whose columns say what they hold where they are columns of the analysis. */
function described(table: Table, { columns }: AnyAnalysis): Table {
  const named = Object.entries(columns).filter(([name]) => table.rows.some((row) => Object.hasOwn(row, name)));
  const known = named.map(([name, { unit, description }]) => [
    name,
    { description, ...(unit === undefined ? {} : { unit }), ...table.columns?.[name] },
  ]);
  return named.length === 0 ? table : { ...table, columns: { ...table.columns, ...Object.fromEntries(known) } };
}

/** Summaries of all analyses over the finished trials. A summary that throws becomes a note: the rows are safe. */
export async function summarise(plan: Plan, trials: readonly DoneTrial[]): Promise<Findings> {
  const { settings, sweptPaths } = plan;
  const measured = measuredIn(plan, trials);
  const tables: Table[] = [];
  const figures: Figure[] = [];
  const galleries: Gallery[] = [];
  const headlines: Headline[] = [];
  const claims: Claim[] = [];
  const metrics: [string, number][] = [];
  const notes: string[] = [];
  const warnings: string[] = [];
  for (const { name, definition, filled } of settings.analyses) {
    const rows = sweptRows(trials, sweptPaths, name);
    warnings.push(...nothingMeasured(name, definition, trials));
    const found = definition.needs.includes('attacks') || definition.reads ? sweptTrials(trials, sweptPaths) : [];
    if ((rows.length === 0 && !definition.reads) || !definition.summarise) continue;
    try {
      const summary = await definition.summarise(rows, filled, found, measured);
      tables.push(...(summary.tables ?? []).map((table) => described(table, definition)));
      figures.push(...(summary.figures ?? []));
      galleries.push(...(summary.galleries ?? []));
      headlines.push(...(summary.headlines ?? []));
      warnings.push(...(summary.warnings ?? []));
      const own = (summary.claims ?? []).map((claim) => ({ ...claim, name: `${name}/${claim.name}` }));
      claims.push(...own);
      metrics.push(...own.flatMap(verdictOf));
      for (const [metric, value] of Object.entries(summary.metrics ?? {}))
        if (Number.isFinite(value)) metrics.push([`${name}/${metric}`, value]);
    } catch (error) {
      notes.push(
        `[analysis/${definition.name}] the summary of '${name}' threw: ${describeThrown(error).message}; correct the analysis`,
      );
    }
  }
  const withRows = settings.analyses.filter(({ definition }) => Object.keys(definition.columns).length > 0);
  return {
    tables: unique(tables, ['attacks', 'trials', ...withRows.map(({ name }) => name)]),
    figures: unique(figures, []),
    galleries: unique(galleries, []),
    headlines,
    claims,
    metrics: Object.fromEntries(metrics),
    notes,
    warnings,
  };
}
