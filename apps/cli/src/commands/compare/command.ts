import { normName, type Table, type TableRow } from '@fragility/analysis';
import { FragilityError, type Norm } from '@fragility/numerics';
import { writeReport } from '@fragility/report';
import type { Io } from '../../terminal/io.js';
import { exportedFrom, type Exported } from '../export/folder.js';
import { changesOf, differencesOf, type Differences } from './differences.js';
import { partsOf, type Part } from './records.js';

export interface CompareFlags {
  readonly out: string;
}

/** A run that is compared. */
interface Compared {
  readonly folder: string;
  readonly exported: Exported;
  readonly parts: ReadonlyMap<string, Part>;
}

const read = async (folder: string): Promise<Compared> => ({
  folder,
  exported: await exportedFrom(folder),
  parts: await partsOf(folder),
});

const signed = (value: number, digits: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
const percent = (share: unknown): string => `${(100 * Number(share)).toFixed(1)} %`;
const points = (share: unknown): string => signed(100 * Number(share), 1);
const short = (value: unknown): string => (value === null ? 'none' : String(Number(Number(value).toPrecision(4))));

const placeOf = ({ model, swept, attack, norm, budget }: TableRow): string =>
  [model, swept, attack && `${String(attack)} ${normName(norm as Norm)}${budget === null ? '' : ` ${short(budget)}`}`]
    .filter(Boolean)
    .join(', ');

/** A difference in words. */
function accuracyLine(row: TableRow): string {
  const { measure, first, second, difference, low, high, examples, paired } = row;
  const how = paired ? `the same ${String(examples)} examples` : 'other examples';
  return `${placeOf(row)}: ${String(measure)} ${percent(first)} → ${percent(second)}: ${points(difference)} points (95 %: ${points(low)} to ${points(high)}, ${how})`;
}

function distanceLine(row: TableRow): string {
  const { first, second, larger, smaller, p } = row;
  const pairs =
    p === null
      ? 'other examples'
      : `larger on ${String(larger)}, smaller on ${String(smaller)} of the same examples, sign test p = ${short(p)}`;
  return `${placeOf(row)}: median smallest perturbation ${short(first)} → ${short(second)} (${pairs})`;
}

/** Numbers of the analyses; those of robustness are in the differences. */
const ofAnalyses = ({ metrics }: Exported): Record<string, number> =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.startsWith('robustness/')));

interface Comparison extends Differences {
  readonly of: Compared;
  readonly config: readonly TableRow[];
  readonly metrics: readonly TableRow[];
}

function compare(first: Compared, second: Compared): Comparison {
  const metrics = changesOf(ofAnalyses(first.exported), ofAnalyses(second.exported)).map((change) => ({
    ...change,
    difference: change.first === null || change.second === null ? null : change.second - change.first,
  }));
  return {
    of: second,
    ...differencesOf(first.parts, second.parts),
    config: changesOf(first.exported.params, second.exported.params),
    metrics,
  };
}

const COLUMNS = { low: { label: '95 % from' }, high: { label: '95 % to' }, budget: { label: 'budget ε' } };

/** Tables of a comparison; with several, each has its number. */
const tablesOf = (
  { of: { folder }, accuracies, distances, config, metrics }: Comparison,
  k: number,
  many: boolean,
): Table[] =>
  (
    [
      ['config', 'What changed in the config', config],
      ['accuracies', 'Accuracies', accuracies],
      ['distances', 'Median smallest perturbations', distances],
      ['metrics', 'Numbers of the analyses', metrics],
    ] as const
  )
    .filter(([, , rows]) => rows.length > 0)
    .map(([name, title, rows]) => ({
      name: `${name}${many ? `-${k + 1}` : ''}`,
      title: `${title}${many ? `: ${folder}` : ''}`,
      columns: COLUMNS,
      rows,
    }));

/** `fragility compare`: what other runs found beside the first one, with intervals, and what changed in their configs. */
export async function compareCommand(
  folders: readonly string[],
  { out }: CompareFlags,
  { stdout }: Io,
): Promise<number> {
  const [firstFolder, ...others] = folders;
  if (firstFolder === undefined || others.length === 0)
    throw new FragilityError(
      { given: `${folders.length} results folder`, expected: 'two or more', remedy: 'name the runs to compare' },
      { where: 'cli/compare', code: 'cli/folders', kind: 'input' },
    );
  const first = await read(firstFolder);
  const comparisons: Comparison[] = [];
  for (const folder of others) comparisons.push(compare(first, await read(folder)));
  for (const { of, config, accuracies, distances } of comparisons) {
    stdout.write(`${firstFolder} → ${of.folder}\n`);
    for (const { name, first: before, second: after } of config)
      stdout.write(`  config ${String(name)}: ${String(before ?? 'not set')} → ${String(after ?? 'not set')}\n`);
    for (const row of accuracies) stdout.write(`  ${accuracyLine(row)}\n`);
    for (const row of distances) stdout.write(`  ${distanceLine(row)}\n`);
    if (accuracies.length + distances.length === 0)
      stdout.write('  no attack on a model of the same name is in both\n');
  }
  const many = comparisons.length > 1;
  const { report } = await writeReport({
    folder: out,
    experiment: {
      name: `${first.exported.experiment}, compared`,
      description: `${comparisons.map(({ of }) => of.folder).join(', ')} beside ${firstFolder}: “first” is ${firstFolder}, “second” the other run, differences are second − first.`,
      engine: first.exported.tags['fragility.engine'] ?? '',
      started: new Date(first.exported.started),
      seconds: first.exported.seconds,
      headlines: comparisons
        .flatMap(({ of, accuracies, distances }) => [
          ...accuracies.map((row) => ({
            label: `${of.folder}: ${placeOf(row)}`,
            value: accuracyLine(row).slice(placeOf(row).length + 2),
          })),
          ...distances.map((row) => ({
            label: `${of.folder}: ${placeOf(row)}`,
            value: distanceLine(row).slice(placeOf(row).length + 2),
          })),
        ])
        .slice(0, 24),
    },
    tables: comparisons.flatMap((comparison, k) => tablesOf(comparison, k, many)),
    figures: [],
    notes: [
      'Intervals of differences are Newcombe’s, 95 %: for paired proportions where both runs have the same examples, for independent ones elsewhere. Distances of the same examples are compared by a sign test.',
    ],
  });
  stdout.write(`report: ${report}\n`);
  return 0;
}
