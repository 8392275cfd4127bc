import { defineAnalysis } from '@fragility/analysis';
import { defineAttack } from '@fragility/attack';
import { defineDataset } from '@fragility/dataset';
import { defineModel, referenceClassifier } from '@fragility/model';
import { marginLoss, random, take, type Batch } from '@fragility/numerics';
import { definePlugin, FragilityError } from '@fragility/plugin';
import { z } from 'zod';

/** Calls of open, build and dispose, counted since the last reset. */
export const calls = { open: 0, build: 0, dispose: 0 };

export const twoClouds = defineDataset({
  name: 'two-clouds',
  summary: 'Two Gaussian clouds around ±1',
  params: z.strictObject({
    dimension: z.int().positive().describe('coordinates'),
    points: z.int().positive().default(6).describe('examples'),
    fault: z
      .enum(['none', 'nan', 'throw', 'one-class', 'unreadable', 'load', 'file', 'bounded'])
      .default('none')
      .describe('what is wrong with the data'),
  }),
  open: async ({ dimension, points, fault }, { seed }) => {
    calls.open++;
    if (fault === 'throw') throw new Error('the file is gone');
    const stream = random(seed);
    const labels = Int32Array.from({ length: points }, (_, i) => i % 2);
    const data = Float64Array.from(
      { length: points * dimension },
      (_, k) => (labels[Math.floor(k / dimension)] ? 1 : -1) + 0.1 * stream.normal(),
    );
    if (fault === 'nan') data[1] = NaN;
    const inputs = { data, shape: [points, dimension] };
    return {
      shape: [dimension],
      classes: fault === 'one-class' ? ['left'] : ['left', 'right'],
      bounds: fault === 'bounded' ? [-2, 2] : null,
      size: { train: points, test: 0 },
      load: async (_, indices) => {
        if (fault === 'load') throw new Error('the disk is gone');
        if (fault === 'file')
          throw new FragilityError('7 bytes, expected 8', { where: 'dataset/two-clouds', code: 'two-clouds/file' });
        const asked = Array.from(indices);
        const kept = fault === 'unreadable' ? asked.filter((i) => i !== 2) : asked;
        const skipped = asked
          .filter((i) => !kept.includes(i))
          .map((index) => ({ index, id: `cloud-${index}`, reason: 'it is torn' }));
        return {
          inputs: take(inputs, kept),
          labels: Int32Array.from(kept, (i) => labels[i]!),
          ids: kept.map((i) => `cloud-${i}`),
          ...(skipped.length > 0 ? { skipped } : {}),
        };
      },
    };
  },
});

export const affine = defineModel({
  name: 'affine',
  summary: 'f(x) = ±scale · Σ x',
  params: z.strictObject({
    scale: z.number().default(1).describe('factor of the weights'),
    fit: z
      .strictObject({ steps: z.int().positive().default(2) })
      .prefault({})
      .describe('training'),
    fault: z.enum(['none', 'nan', 'throw', 'slow', 'narrow']).default('none').describe('what is wrong with the model'),
  }),
  build: async ({ scale, fault, fit }, { dataset, checkpoint, progress, signal }) => {
    calls.build++;
    if (fault === 'throw') throw new Error('training diverged');
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 200));
    signal?.throwIfAborted();
    const inputs = dataset.shape[0]!;
    const of = (factor: number) => {
      const weight = Float64Array.from({ length: 2 * inputs }, (_, k) => (k < inputs ? -factor : factor));
      return referenceClassifier([
        { inputs, outputs: 2, weight, bias: new Float64Array(2), activation: { kind: 'identity' } },
      ]);
    };
    for (let step = 1; step <= fit.steps; step++) {
      await checkpoint?.({ step, loss: 1 / step, model: async () => of((scale * step) / fit.steps) });
      progress?.(step / fit.steps, `step ${step}`);
    }
    const model = of(scale);
    const logits = async (x: Batch): Promise<Batch> => {
      const answer = await model.logits(x);
      if (fault === 'nan') answer.data[1] = NaN;
      if (fault === 'narrow') return { data: answer.data.subarray(x.shape[0]!), shape: [x.shape[0]!, 1] };
      return answer;
    };
    return { ...model, logits, facts: { loss: 1 / fit.steps }, dispose: async () => void calls.dispose++ };
  },
});

export const jump = defineAttack({
  name: 'jump',
  summary: 'One step of the whole budget',
  reference: 'a test',
  norms: ['l2', 'linf'],
  goal: 'fixed-budget',
  requires: 'gradient',
  params: z.strictObject({
    fault: z.enum(['none', 'create', 'slow', 'throw', 'nan', 'warn']).default('none'),
    tries: z.int().positive().default(1),
  }),
  create: ({ fault }) => {
    if (fault === 'create') throw new Error('no licence');
    return async ({ input, criterion, budget, space, gradient, note }) => {
      if (fault === 'warn') note({ by: 'jumper', warning: 'the ground is soft' });
      if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 200));
      if (fault === 'throw') throw new Error('out of luck');
      if (fault === 'nan') return input.map(() => NaN);
      return space.extreme((await gradient(input, marginLoss(criterion))).gradient, budget);
    };
  },
});

/** Examples that `slide` attacked. */
export const slid: string[] = [];

export const slide = defineAttack({
  name: 'slide',
  summary: 'A step just over the boundary',
  reference: 'a test',
  norms: ['l2'],
  goal: 'smallest',
  requires: 'gradient',
  params: z.strictObject({ pause: z.int().default(0).describe('milliseconds before each example') }),
  create:
    ({ pause }) =>
    async ({ input, criterion, space, gradient }) => {
      slid.push(input.join());
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      const { value, gradient: slope } = await gradient(input, marginLoss(criterion));
      const rate = Math.sqrt(slope.reduce((sum, g) => sum + g * g, 0));
      return space.step(input, slope, (-value / rate) * (1 + 1e-9), Infinity);
    },
});

export const aim = defineAttack({
  ...slide,
  name: 'aim',
  summary: 'A step just over the boundary to a given class',
  criteria: ['targeted'],
});

export const norms = defineAnalysis({
  name: 'norms',
  summary: 'Norm of every example',
  params: z.strictObject({
    power: z.number().positive().default(2),
    fault: z.enum(['none', 'summary', 'row', 'throw', 'figure']).default('none'),
  }),
  needs: ['data'],
  columns: {
    example: { type: 'string', description: 'id' },
    norm: { type: 'number', description: 'Euclidean norm' },
    odd: { type: 'number', description: 'a number that JSON cannot hold' },
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
    attack: { type: 'string', description: 'name' },
    own: { type: 'integer', description: 'records' },
    other: { type: 'integer', description: 'targeted' },
  },
  async *run(_, { attacks, examples }) {
    for (const handle of attacks) {
      let other = 0;
      for await (const { target } of handle.attack(examples, { targets: examples.labels.map((label) => 1 - label) }))
        if (target !== undefined) other++;
      yield { attack: handle.name, own: (await handle.records()).length, other };
    }
  },
});

export const training = defineAnalysis({
  name: 'training',
  summary: 'Loss along the training',
  params: z.strictObject({ first: z.int().positive().default(1000) }),
  needs: ['checkpoints', 'model'],
  columns: { step: { type: 'integer', description: 'step' }, loss: { type: 'number', description: 'loss' } },
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
    example: { type: 'string', description: 'id' },
    portrait: { type: 'picture', description: 'the example' },
  },
  async *run(_, { examples, progress }) {
    for (const [i, example] of examples.ids.entries()) {
      const pixels = Uint8Array.of(...examples.inputs.data.subarray(2 * i, 2 * i + 2).map((v) => 128 + 50 * v));
      yield { example, portrait: example.endsWith('0') ? null : { width: 2, height: 1, channels: 1, pixels } };
      progress?.((i + 1) / examples.ids.length);
    }
  },
  summarise: (rows) => {
    const exhibits = rows.flatMap(({ example, portrait }) =>
      typeof portrait === 'string'
        ? [{ caption: String(example), pictures: [{ label: 'itself', path: portrait }] }]
        : [],
    );
    return { galleries: [{ name: 'portraits', title: 'Portraits', exhibits }] };
  },
});

export default definePlugin({
  api: 1,
  provides: [twoClouds, affine, jump, slide, aim, norms, distances, training, portraits],
});
