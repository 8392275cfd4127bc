import { join } from 'node:path';
import { isMeasured, type Headline, type TableRow } from '@fragility/analysis';
import { drawReport, storeReport, toCsv } from '@fragility/report';
import { secondsSince } from '../execute/clock.js';
import type { Plan } from '../plan/plan.js';
import { resolvedConfig } from '../plan/resolved.js';
import type { Clock } from '../ports/clock.js';
import type { ResultStore } from '../ports/result-store.js';
import { manifestOf, type RunStatus } from './manifest.js';
import type { DoneTrial, TrialResult } from '../store/result.js';
import { picturesOf } from '../store/rows.js';
import { summarise } from './summary.js';
import { analysisTable, attackTable } from './tables.js';

export interface Results {
  readonly plan: Plan;
  readonly store: ResultStore;
  readonly parts: ResultStore;
  readonly clock: Clock;
  readonly status: RunStatus;
  readonly engine: string;
  readonly started: Date;
  readonly results: readonly TrialResult[];
  readonly reused: ReadonlySet<string>;
}

function notesOn({ plan, status, results, reused }: Results): string[] {
  const failed = results.filter((result) => result.status === 'failed');
  return [
    ...(status === 'aborted'
      ? [`Stopped early: ${results.length} of ${plan.trials.length} trials are in these results.`]
      : []),
    ...failed.map(
      ({ model, seed, swept, phase, error }) =>
        `Failed (${phase}): ${model}, seed ${seed}, ${JSON.stringify(swept)}: ${error.message}`,
    ),
    ...(reused.size > 0 ? [`${reused.size} of ${plan.trials.length} trials were finished by an earlier run.`] : []),
  ];
}

/** What attacks warn of: a randomised model, gradients that are zero, and the like. */
function warningsOf(trials: readonly DoneTrial[]): string[] {
  const counts = new Map<string, number>();
  for (const { model, attacks } of trials)
    for (const { attack, warnings } of attacks)
      for (const warning of warnings ?? []) {
        const key = `attack '${attack}' on model '${model}': ${warning}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
  return [...counts].map(([key, records]) => `${key} (${records} records)`);
}

/** Which node stops the gradients of a model, once for each model. */
const stopsOf = (trials: readonly DoneTrial[]): string[] => [
  ...new Set(
    trials.flatMap(({ model, facts }) => {
      const at = facts['gradients stop at'];
      return typeof at === 'string' ? [`model '${model}' offers logits only: gradients stop at ${at}`] : [];
    }),
  ),
];

/** Attacks that met NaN, or a model that threw: such examples count as robust, which must not pass in silence. */
function brokenAttacks(trials: readonly DoneTrial[]): string[] {
  const counts = new Map<string, number>();
  for (const { model, attacks } of trials)
    for (const record of attacks)
      if (record.outcome === 'failed' && isMeasured(record)) {
        const key = `${record.reason} (attack '${record.attack}' on model '${model}'`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
  return [...counts].map(([key, broken]) => `${key}, ${broken} records, counted as not fooled)`);
}

/** Examples that are not measured: accuracies are those of the others, which must not pass in silence either. */
const unmeasured = (trials: readonly DoneTrial[]): string[] =>
  trials.flatMap(({ model, seed, examples, unanswered = [] }) =>
    unanswered.length === 0
      ? []
      : [
          `model '${model}', seed ${seed}: ${unanswered.length} of ${examples + unanswered.length} examples are not measured, ${unanswered[0]!.id} first: ${unanswered[0]!.reason}`,
        ],
  );

/** Writes the table of records and those of the analyses' rows. */
async function writeTables({ plan, store }: Results, done: readonly DoneTrial[]): Promise<void> {
  const write = (name: string, { rows, columns }: Shown): Promise<void> =>
    store.write(`tables/${name}.csv`, toCsv(rows, columns));
  if (plan.settings.attacks.length > 0) await write('attacks', attackTable(done, plan.sweptPaths));
  for (const { name, definition } of plan.settings.analyses)
    await write(name, analysisTable(done, plan.sweptPaths, name, Object.keys(definition.columns)));
}

/** Copies the pictures of the analyses from the parts to the results. */
async function showPictures({ parts, store }: Results, done: readonly DoneTrial[]): Promise<void> {
  const paths = done.flatMap(({ analyses }) => analyses.flatMap(({ rows }) => picturesOf(rows)));
  for (const path of new Set(paths)) {
    const picture = (await store.has(path)) ? undefined : await parts.read(path);
    if (picture) await store.write(path, picture);
  }
}

interface Shown {
  readonly rows: readonly TableRow[];
  readonly columns: readonly string[];
}

/** Writes the resolved config, tables, figures, report and, last, the manifest of a run. */
export async function writeResults(all: Results): Promise<{
  report: string;
  headlines: readonly Headline[];
  warnings: readonly string[];
  problems: readonly string[];
}> {
  const { plan, store, clock, engine, started, results } = all;
  const { name, description } = plan.experiment;
  const done = results.filter((result): result is DoneTrial => result.status === 'done');
  await store.write('config.resolved.yaml', resolvedConfig(plan));
  await writeTables(all, done);

  const { tables, figures, galleries, headlines, notes: missing, warnings: doubts } = summarise(plan, done);
  const notes = [...missing, ...brokenAttacks(done), ...unmeasured(done)];
  const warnings = [...stopsOf(done), ...warningsOf(done), ...doubts];
  const seconds = secondsSince(started, clock);
  const experiment = {
    name,
    ...(description === undefined ? {} : { description }),
    engine,
    started,
    seconds,
    headlines,
  };
  await showPictures(all, done);
  const kept = await storeReport(
    { experiment, tables, figures, galleries, notes: [...notes, ...warnings, ...notesOn(all)] },
    store,
  );
  const { report, problems } = await drawReport(kept, store);
  const manifest = await manifestOf({ ...all, seconds: secondsSince(started, clock) });
  await store.write('manifest.json', `${JSON.stringify({ ...manifest, headlines }, null, 2)}\n`);
  return { report: join(store.name, report), headlines, warnings, problems: [...notes, ...problems] };
}
