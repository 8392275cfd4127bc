import { column, defineAnalysis, defineConclusion, isStoredPicture } from '@fragility/analysis';
import { z } from 'zod';

export const norms = defineAnalysis({
  name: 'norms',
  summary: 'Norm of every example',
  params: z.strictObject({
    power: z.number().positive().default(2),
    fault: z.enum(['none', 'summary', 'row', 'throw', 'figure']).default('none'),
  }),
  needs: ['data'],
  columns: {
    example: column.string('id'),
    norm: column.number('Euclidean norm'),
    odd: column.number('a number that JSON cannot hold'),
  },
  async *run({ fault }, { dataset, examples }) {
    const size = dataset.shape[0]!;
    if (fault === 'throw') throw new Error('nothing to measure');
    for (const [i, example] of examples.ids.entries()) {
      const norm = Math.hypot(...examples.inputs.data.subarray(i * size, (i + 1) * size));
      yield fault === 'row' ? { example, nrom: norm } : { example, norm, odd: Infinity };
    }
  },
  summarise: (rows, { fault }) => {
    if (fault === 'summary') throw new Error('nothing to say');
    return {
      tables: [
        {
          name: 'norms',
          title: 'Largest norm',
          rows: [{ largest: Math.max(...rows.map((row) => Number(row['norm']))) }],
        },
      ],
      figures: fault === 'figure' ? [{ name: 'odd', caption: '', spec: { mark: 'bear' } }] : [],
      headlines: [
        {
          label: 'Rows',
          value: `${rows.length}, dimensions ${[...new Set(rows.map((row) => row['dataset.dimension']))].join(', ')}`,
        },
      ],
    };
  },
});

export const distances = defineAnalysis({
  name: 'distances',
  summary: 'What the attacks found, and what they find towards the other class',
  params: z.strictObject({}),
  needs: ['data', 'dense', 'attacks'],
  columns: {
    attack: column.string('name'),
    own: column.integer('records'),
    other: column.integer('targeted'),
  },
  async *run(_, { attacks, examples }) {
    for (const handle of attacks) {
      let other = 0;
      for await (const { target } of handle.attack(examples, { targets: examples.labels.map((label) => 1 - label) }))
        if (target !== undefined) other++;
      yield { attack: handle.name, own: await count(handle.records()), other };
    }
  },
});

/** How many there are. */
async function count(all: AsyncIterable<unknown>): Promise<number> {
  const drawn = all[Symbol.asyncIterator]();
  let n = 0;
  while (!(await drawn.next()).done) n++;
  return n;
}

export const training = defineAnalysis({
  name: 'training',
  summary: 'Loss along the training',
  params: z.strictObject({ first: z.int().positive().default(1000) }),
  needs: ['checkpoints', 'model'],
  columns: { step: column.integer('step'), loss: column.number('loss') },
  async *run({ first }, { checkpoints }) {
    for await (const { step, loss } of checkpoints) {
      yield { step, loss };
      if (step >= first) return;
    }
  },
});

export const portraits = defineAnalysis({
  name: 'portraits',
  summary: 'A picture of every example',
  params: z.strictObject({}),
  needs: ['data'],
  columns: {
    example: column.string('id'),
    portrait: column.picture('the example'),
    motto: column.string('a text that looks like a picture'),
  },
  async *run(_, { examples, progress }) {
    for (const [i, example] of examples.ids.entries()) {
      const pixels = Uint8Array.of(...examples.inputs.data.subarray(2 * i, 2 * i + 2).map((v) => 128 + 50 * v));
      const portrait = example.endsWith('0') ? null : ({ width: 2, height: 1, channels: 1, pixels } as const);
      yield { example, portrait, motto: 'pictures/0123456789abcdef.png' };
      progress?.((i + 1) / examples.ids.length);
    }
  },
  summarise: (rows) => {
    const exhibits = rows.flatMap(({ example, portrait }) =>
      isStoredPicture(portrait)
        ? [{ caption: String(example), pictures: [{ label: 'itself', path: portrait.picture }] }]
        : [],
    );
    return { galleries: [{ name: 'portraits', title: 'Portraits', exhibits }] };
  },
});

export const nearest = defineAnalysis({
  name: 'nearest',
  summary: 'Examples that smallest-norm attacks were given',
  params: z.strictObject({}),
  needs: ['attacks'],
  uses: { norm: 'l2', goal: 'smallest' },
  columns: { attack: column.string('name') },
  async *run(_, { attacks }) {
    for (const { name, goal } of attacks) if (goal === 'smallest') yield { attack: name };
  },
});

export const spread = defineConclusion({
  name: 'spread',
  summary: 'How many values of a column there are, the least and the largest',
  params: z.strictObject({
    of: z.string(),
    over: z.string().optional(),
    where: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).default({}),
  }),
  reads: ({ of, where }) => [{ path: ['of'], column: of, rows: { path: ['where'], where } }],
  over: ({ over }) => (over === undefined ? [] : [{ path: ['over'], column: over }]),
  async conclude({ of, where }, measured) {
    const all = await measured(of, where);
    const values = all.map(({ value }) => value);
    return {
      metrics: { count: values.length, least: Math.min(...values), largest: Math.max(...values) },
      tables: [
        {
          name: 'spread',
          rows: all.map(({ swept, ...of }) => ({ ...of, dimension: swept['dataset.dimension'] ?? null })),
        },
      ],
    };
  },
});
