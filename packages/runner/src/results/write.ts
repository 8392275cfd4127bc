import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Headline } from '@fragility/analysis';
import { csvOf, drawReport, parquetOf, REPORT, storeReport } from '@fragility/report';
import { secondsSince } from '../execute/clock.js';
import { filesAfter } from '../inventory/left.js';
import { identity } from '../plan/identity.js';
import type { PartKeys } from '../plan/keys.js';
import { resolvedConfig } from '../plan/resolved.js';
import { codeOf } from '../plugins/code.js';
import type { Clock } from '../ports/clock.js';
import { factsTable } from './facts.js';
import { manifestOf, whereRun, type ManifestOf } from './manifest.js';
import { provenanceOf } from './provenance.js';
import type { DoneTrial } from '../store/result.js';
import { picturesOf } from '../store/rows.js';
import { remarksOn, type Remarks } from './remarks.js';
import { summarise } from './summary.js';
import { analysisTable, attackTable, type StreamedTable } from './tables.js';
import { earlierResults, takeBack, writeManifest } from './written.js';

export interface Results extends Omit<ManifestOf, 'seconds'> {
  /** Paths of the results that this run has written so far. */
  readonly written: Set<string>;
  readonly clock: Clock;
  /** Draw the figures of the report. */
  readonly figures: boolean;
  readonly keys: ReadonlyMap<string, PartKeys>;
  /** Writes what is not made from the records: points and models that are to be saved. */
  save(): Promise<void>;
  readonly warn: (message: string) => void;
}

/** What a run has written, and what it tells of it. */
export interface Told {
  readonly report: string;
  readonly headlines: readonly Headline[];
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
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

/** Which node stops the gradients of a model, once for each model. */
const stopsOf = (trials: readonly DoneTrial[]): string[] => [
  ...new Set(
    trials.flatMap(({ model, facts }) => {
      const at = facts['gradients stop at'];
      return typeof at === 'string' ? [`model '${model}' offers logits only: gradients stop at ${at}`] : [];
    }),
  ),
];

/** Examples that are not measured: accuracies are those of the others, which must not pass in silence either. */
const unmeasured = (trials: readonly DoneTrial[]): string[] =>
  trials.flatMap(({ model, seed, examples, unanswered = [] }) =>
    unanswered.length === 0
      ? []
      : [
          `model '${model}', seed ${seed}: ${unanswered.length} of ${examples + unanswered.length} examples are not measured, ${unanswered[0]!.id} first: ${unanswered[0]!.reason}`,
        ],
  );

/** Writes the table of records and those of the analyses' rows, as CSV and as Parquet. */
async function writeTables(
  { plan, store }: Results,
  done: readonly DoneTrial[],
  { reading }: Pick<Remarks, 'reading'>,
): Promise<void> {
  const write = async (name: string, csv: StreamedTable, parquet: StreamedTable): Promise<void> => {
    const names = csv.columns.map((column) => column.name);
    await store.write(`tables/${name}.csv`, csvOf(csv.rows(), names));
    await store.write(`tables/${name}.parquet`, parquetOf(parquet.rows(), parquet.columns));
  };
  const paths = plan.sweptPaths;
  if (plan.settings.attacks.length > 0)
    await write('attacks', attackTable(done.map(reading), paths), attackTable(done, paths));
  for (const { name, definition } of plan.settings.analyses) {
    if (Object.keys(definition.columns).length === 0) continue;
    const table = analysisTable(done, paths, name, definition.columns);
    await write(name, table, table);
  }
}

/** Copies the pictures of the analyses from the parts to the results. */
async function showPictures({ parts, store, written }: Results, done: readonly DoneTrial[]): Promise<void> {
  const paths = done.flatMap(({ analyses }) => analyses.flatMap(({ rows }) => picturesOf(rows)));
  for (const path of new Set(paths)) {
    const isThere = await store.has(path);
    if (isThere) written.add(path);
    const picture = isThere ? undefined : await parts.read(path);
    if (picture) await store.write(path, picture);
  }
}

let code: string | undefined;
/** Hash of the code that writes results, as this process has loaded it. */
const ownCode = (): string => (code ??= codeOf(fileURLToPath(import.meta.url)));

/** Hash of all that results depend on beside the code that writes them. */
async function keyOf({ plan, figures, engine, keys, results }: Results): Promise<string> {
  const trials = plan.trials.map(({ id, model, seed, swept }) => [id, model, seed, swept, keys.get(id)]);
  const ended = results.map(({ id, status }) => [id, status]);
  return identity([resolvedConfig(plan), figures, engine, await whereRun(plan), trials, ended]);
}

/** Writes the resolved config, tables, figures, report and, last, the manifest of a run; nothing where all of that is there from an earlier one. */
export async function writeResults(all: Results): Promise<Told> {
  const { plan, store, results, reused, warn } = all;
  const now = { key: await keyOf(all), code: ownCode() };
  const { same, figures } = await earlierResults(store, now, warn);
  if (same && results.length === plan.trials.length && results.every(({ id }) => reused.has(id)))
    return { report: join(store.name, REPORT), ...same };
  return writeAnew(all, now, figures);
}

async function writeAnew(
  all: Results,
  now: { readonly key: string; readonly code: string },
  mayStay: boolean,
): Promise<Told> {
  const { plan, store, written, clock, engine, started, results } = all;
  const { name, description } = plan.experiment;
  const done = results.filter((result): result is DoneTrial => result.status === 'done');
  await takeBack(store);
  await all.save();
  await store.write('config.resolved.yaml', resolvedConfig(plan));
  const remarks = remarksOn();
  await writeTables(all, done, remarks);

  const {
    tables,
    figures,
    galleries,
    headlines,
    claims,
    metrics,
    notes: missing,
    warnings: doubts,
  } = await summarise(plan, done);
  const notes = [...missing, ...remarks.broken(), ...unmeasured(done)];
  const warnings = [...stopsOf(done), ...remarks.warnings(), ...doubts];
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
  const told = await manifestOf({ ...all, seconds });
  const kept = await storeReport(
    {
      ...{ experiment, claims, tables: [...tables, ...factsTable(done, plan.sweptPaths)], figures, galleries },
      provenance: provenanceOf(plan, told),
      notes: [...notes, ...warnings, ...notesOn(all)],
    },
    store,
  );
  const { report, files, problems } = await drawReport(kept, store, {
    figures: !all.figures ? 'none' : mayStay ? 'new' : 'all',
  });
  for (const file of files) written.add(file);
  await store.write('metrics.json', `${JSON.stringify(metrics, null, 2)}\n`);
  const manifest = {
    ...told,
    seconds: secondsSince(started, clock),
    ...(await filesAfter(store, written)),
    headlines,
  };
  const shown = { warnings, problems: [...notes, ...problems] };
  await writeManifest(store, manifest, { ...now, ...shown, paths: written });
  return { report: join(store.name, report), headlines, ...shown };
}
