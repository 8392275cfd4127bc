import { expectThat } from '@fragility/plugin';
import type { AnyAnalysis, Metrics, Summary, SweptRow, SweptTrial, YieldedRow } from '../analysis.js';
import type { Cell } from '../cell.js';
import type { Measurement } from '../measured.js';

const FILE_NAME = /^[a-z0-9][\w.-]*$/i;

/** Whether a specification reaches for data outside of itself. */
const reachesOut = (spec: unknown): boolean =>
  typeof spec === 'object' &&
  spec !== null &&
  Object.entries(spec).some(([key, value]) =>
    key === 'data' && typeof (value as { url?: unknown } | null)?.url === 'string' ? true : reachesOut(value),
  );

function checkNames(kind: string, list: readonly { readonly name: string }[]): void {
  const names = list.map(({ name }) => name);
  const odd = names.find((name) => !FILE_NAME.test(name));
  expectThat(odd === undefined, () => `${kind} '${odd}' is not named like a file; use letters, digits and hyphens`);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  expectThat(twice === undefined, () => `two of kind ${kind} are named '${twice}'`);
}

function checkMetrics(metrics: Metrics): void {
  for (const [name, value] of Object.entries(metrics)) {
    expectThat(
      /^[\w .:/-]+$/.test(name),
      () => `metric '${name}' has other characters than letters, digits, spaces and _-./:`,
    );
    expectThat(Number.isFinite(value), () => `metric '${name}' is ${value}; leave out what is not finite`);
  }
}

/** A cell as it is kept: a file in place of a picture. */
const stored = ([name, cell]: [string, YieldedRow[string]]): [string, Cell] => [
  name,
  typeof cell === 'object' && cell ? { picture: `pictures/${name}.png` } : cell,
];

/** Rows as a sweep of one trial would hold them, frozen: a summary that writes to them throws. */
export const sweptFrom = (rows: readonly YieldedRow[]): readonly SweptRow[] =>
  Object.freeze(
    rows.map((row) =>
      Object.freeze({
        ...Object.fromEntries(Object.entries(row).map(stored)),
        trial: 'trial-1',
        model: 'model',
        seed: 1,
      }),
    ),
  );

/** Summarises, and checks what comes back: names that can be files, figures with their data inline. */
export async function summarised(
  definition: AnyAnalysis,
  params: unknown,
  rows: readonly SweptRow[],
  trials: readonly SweptTrial[] = [],
  measured: Readonly<Record<string, readonly Measurement[]>> = {},
): Promise<Summary> {
  const named = new Map(Object.entries(measured));
  const summary: Summary = await definition.summarise!(rows, params, trials, async (column) => named.get(column) ?? []);
  checkMetrics(summary.metrics ?? {});
  checkNames('table', summary.tables ?? []);
  checkNames('figure', summary.figures ?? []);
  checkNames('gallery', summary.galleries ?? []);
  for (const { name, caption, spec } of summary.figures ?? []) {
    expectThat(Boolean(caption), () => `figure '${name}' has no caption`);
    expectThat(!reachesOut(spec), () => `figure '${name}' loads its data from a url; put it inline under data.values`);
  }
  return summary;
}
