import { random } from '@fragility/numerics';
import { expectThat, parseParams, refusesUnknownParameter, saysWhatItIs, type Check } from '@fragility/plugin';
import type { AnyAnalysis, Given, Need, SweptTrial, YieldedRow } from '../analysis.js';
import type { Measurement } from '../measured.js';
import { runAnalysis } from '../run.js';
import { summarised, sweptFrom } from './summary.js';

/** A small case that the analysis must be able to treat. */
export interface AnalysisProblem {
  readonly params?: unknown;
  /** Fresh parts, as many as the analysis asks for in `needs`; the random stream is added. */
  given(): object;
  /** What attacks found in the trials of a sweep, for a summary that looks at it. */
  readonly trials?: readonly SweptTrial[];
  /** What the columns hold that a conclusion reads, by name. */
  readonly measured?: Readonly<Record<string, readonly Measurement[]>>;
}

const PARTS: Readonly<Record<Need, readonly string[]>> = {
  data: ['dataset', 'examples'],
  model: ['model'],
  gradients: ['model'],
  dense: ['model'],
  features: ['model'],
  attacks: ['attacks'],
  checkpoints: ['checkpoints'],
};

/** Columns that a sweep adds to every row. */
const RESERVED = ['trial', 'model', 'seed'];

/** The given parts, and an error for reading one that was not asked for. */
const guarded = (parts: object, needs: readonly Need[]): Given =>
  new Proxy(
    { ...parts, random: random(1) },
    {
      get: (target, key) => {
        const allowed = [...needs.flatMap((need) => PARTS[need]), 'random', 'signal', 'progress'];
        expectThat(
          typeof key === 'symbol' || allowed.includes(key),
          () => `it reads given.${String(key)}, which its needs do not ask for`,
        );
        return Reflect.get(target, key) as unknown;
      },
    },
  ) as unknown as Given;

/** Every number of the examples, to see whether any was written to. */
const examplesOf = (parts: object): number[] => {
  const { examples } = parts as { examples?: { inputs: { data: Float64Array }; labels: Int32Array } };
  return examples ? [...examples.inputs.data, ...examples.labels] : [];
};

/**
 * Everything an analysis must do, as named checks: rows that match the declared columns, the same for the same seed, inputs untouched,
 * only the parts asked for, and a summary that is a pure function of the rows and works without any.
 *
 * @example
 * const verdicts = await runChecks(analysisChecks(compressionLaw, { given: () => ({ model, dataset, examples }) }));
 */
export function analysisChecks(
  definition: AnyAnalysis,
  { params, given, trials = [], measured = {} }: AnalysisProblem,
): Check[] {
  const where = `analysis/${definition.name}`;
  const collect = async (parts: object = given()): Promise<YieldedRow[]> => {
    const rows: YieldedRow[] = [];
    for await (const row of runAnalysis(definition, params, guarded(parts, definition.needs as Need[]))) rows.push(row);
    return rows;
  };
  const parsed = (): unknown => parseParams(where, definition.params, params) as unknown;
  const columns = Object.entries(definition.columns);
  const concludes = definition.reads !== undefined;
  /** The cells that two runs with one seed agree in. */
  const steady = (row: YieldedRow): YieldedRow =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !definition.columns[name]?.varies));
  const checks: Check[] = [
    saysWhatItIs(definition, () => {
      expectThat(columns.length > 0 || concludes, () => 'no columns are declared');
      for (const [name, { description }] of columns) {
        expectThat(Boolean(description), () => `column '${name}' has no description`);
        expectThat(!RESERVED.includes(name), () => `column '${name}' is what a sweep adds to every row; rename it`);
      }
    }),
    refusesUnknownParameter((extra) => parseParams(where, definition.params, { ...(params as object), ...extra })),
    {
      name: 'rows match the declared columns',
      run: async () => {
        const rows = await collect();
        expectThat(rows.length > 0 || concludes, () => 'no rows for a problem it should be able to treat');
        for (const row of rows) {
          const [name] = Object.entries(row).find(([, cell]) => Number.isNaN(cell)) ?? [];
          expectThat(name === undefined, () => `column '${name}' holds NaN; use null where there is no value`);
        }
      },
    },
    {
      name: 'same seed, same rows',
      run: async () => {
        const [once, again] = [await collect(), await collect()];
        const same = (rows: readonly YieldedRow[]): string => JSON.stringify(rows.map(steady));
        expectThat(same(once) === same(again), () => 'two runs with one seed differ');
      },
    },
    {
      name: 'inputs are untouched',
      run: async () => {
        const parts = given();
        const before = examplesOf(parts);
        await collect(parts);
        const after = examplesOf(parts);
        expectThat(
          before.every((value, k) => value === after[k]),
          () => 'the examples were written to',
        );
      },
    },
  ];
  if (!definition.summarise) return checks;
  return [
    ...checks,
    {
      name: 'summarise is a pure function of the rows',
      run: async () => {
        const rows = sweptFrom(await collect());
        const once = await summarised(definition, parsed(), rows, trials, measured);
        const again = await summarised(definition, parsed(), rows, trials, measured);
        expectThat(JSON.stringify(once) === JSON.stringify(again), () => 'two summaries of one set of rows differ');
      },
    },
    { name: 'summarise works without rows', run: async () => void (await summarised(definition, parsed(), [])) },
  ];
}
