import { describe, expect, it } from '@jest/globals';
import { runChecks, integer } from '@fragility/plugin';
import { object, optional, strictObject } from 'valibot';
import { defineAnalysis, type AnyAnalysis, type Summary } from '../index.js';
import { analysisChecks } from './index.js';
import { column } from '../column.js';

const params = strictObject({ power: optional(integer('power of the values'), 1) });
const given = () => ({
  examples: {
    inputs: { data: Float64Array.of(1, 2, 3), shape: [3, 1] },
    labels: Int32Array.of(0, 1, 0),
    ids: ['a', 'b', 'c'],
  },
  dataset: {},
  model: {},
});

const good = defineAnalysis({
  name: 'sizes',
  summary: 'Size of every input',
  params,
  needs: ['data'],
  columns: {
    id: column.string('example'),
    size: column.number('value to the power'),
    draw: column.number('a random number'),
  },
  async *run({ power }, { examples, random }) {
    for (const [i, id] of examples.ids.entries())
      yield { id, size: examples.inputs.data[i]! ** power, draw: random.uniform() };
  },
  summarise: (rows) => ({
    tables: [{ name: 'total', rows: [{ rows: rows.length }] }],
    figures: [
      { name: 'sizes', caption: 'Sizes.', spec: { mark: 'point', data: { values: rows.map(({ id }) => ({ id })) } } },
    ],
  }),
});

const variant = (change: object): AnyAnalysis => ({ ...good, ...change }) as unknown as AnyAnalysis;
const figure = (change: object): Summary => ({ figures: [{ name: 'f', caption: 'c', spec: {}, ...change }] });
const row = { id: 'a', size: 1, draw: 0.5 };
let calls = 0;

const broken: readonly [string, string, AnyAnalysis][] = [
  ['a column without description', 'says what it is', variant({ columns: { ...good.columns, id: column.string('') } })],
  [
    'a column that the sweep owns',
    'says what it is',
    variant({ columns: { ...good.columns, seed: column.integer('x') } }),
  ],
  ['no columns', 'says what it is', variant({ columns: {} })],
  [
    'loose parameters',
    'refuses an unknown parameter by name',
    variant({ params: object({ power: optional(integer('size'), 1) }) }),
  ],
  ['no rows', 'rows match the declared columns', variant({ run: async function* () {} })],
  [
    'a missing column',
    'rows match the declared columns',
    variant({
      run: async function* () {
        yield { id: 'a', size: 1 };
      },
    }),
  ],
  [
    'an undeclared column',
    'rows match the declared columns',
    variant({
      run: async function* () {
        yield { ...row, more: 1 };
      },
    }),
  ],
  [
    'a wrong type',
    'rows match the declared columns',
    variant({
      run: async function* () {
        yield { ...row, size: '1' };
      },
    }),
  ],
  [
    'NaN',
    'rows match the declared columns',
    variant({
      run: async function* () {
        yield { ...row, size: NaN };
      },
    }),
  ],
  [
    'more than it asked for',
    'rows match the declared columns',
    variant({
      run: async function* (_: unknown, all: { model: object }) {
        yield { ...row, id: typeof all.model };
      },
    }),
  ],
  [
    'state between runs',
    'same seed, same rows',
    variant({
      run: async function* () {
        yield { ...row, size: calls++ };
      },
    }),
  ],
  [
    'writing to the inputs',
    'inputs are untouched',
    variant({
      run: async function* (_: unknown, { examples }: ReturnType<typeof given>) {
        examples.inputs.data[0] = 9;
        yield row;
      },
    }),
  ],
  [
    'state between summaries',
    'summarise is a pure function of the rows',
    variant({ summarise: () => ({ headlines: [{ label: 'n', value: `${calls++}` }] }) }),
  ],
  [
    'writing to the rows',
    'summarise is a pure function of the rows',
    variant({
      summarise: (rows: { size: number }[]) => {
        for (const own of rows) own.size = 0;
        return {};
      },
    }),
  ],
  [
    'a figure that loads data',
    'summarise is a pure function of the rows',
    variant({ summarise: () => figure({ spec: { layer: [{ data: { url: 'a.csv' } }] } }) }),
  ],
  [
    'a figure without caption',
    'summarise is a pure function of the rows',
    variant({ summarise: () => figure({ caption: '' }) }),
  ],
  [
    'a table named like a path',
    'summarise is a pure function of the rows',
    variant({ summarise: () => ({ tables: [{ name: '../x', rows: [] }] }) }),
  ],
  [
    'two tables of one name',
    'summarise is a pure function of the rows',
    variant({
      summarise: () => ({
        tables: [
          { name: 'x', rows: [] },
          { name: 'x', rows: [] },
        ],
      }),
    }),
  ],
  [
    'needing a row',
    'summarise works without rows',
    variant({
      summarise: (rows: { size: number }[]) => ({ headlines: [{ label: 'first', value: rows[0]!.size.toFixed(1) }] }),
    }),
  ],
];

describe('analysisChecks', () => {
  it('passes a correct analysis', async () => {
    const verdicts = await runChecks(analysisChecks(good, { params: { power: 2 }, given }));
    expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
    expect(verdicts).toHaveLength(7);
  });

  it('hands the trials of the problem to the summary', async () => {
    const own = { trial: 't', model: 'm', seed: 1, swept: {}, probabilities: false, attacks: [] };
    const seen: unknown[] = [];
    const summarise = (_rows: unknown, _params: unknown, trials: unknown): Summary => {
      seen.push(trials);
      return {};
    };
    await runChecks(analysisChecks(variant({ summarise }), { given, trials: [own] }));
    expect(seen).toEqual([[own], [own], []]);
  });

  it('lets columns vary that say so', async () => {
    const columns = { ...good.columns, size: { ...good.columns.size, varies: true } };
    const timed = variant({
      columns,
      run: async function* () {
        yield { ...row, size: calls++ };
      },
    });
    expect((await runChecks(analysisChecks(timed, { given }))).filter(({ passed }) => !passed)).toEqual([]);
  });

  it('asks nothing of a summary that is not there', async () => {
    const without = { ...good };
    delete (without as { summarise?: unknown }).summarise;
    expect(analysisChecks(without as unknown as AnyAnalysis, { given })).toHaveLength(5);
  });

  it.each(broken)('catches %s', async (_name, check, definition) => {
    const failed = (await runChecks(analysisChecks(definition, { given }))).filter(({ passed }) => !passed);
    expect(failed.map((verdict) => verdict.check)).toContain(check);
  });
});
