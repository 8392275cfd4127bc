import { defineDataset } from '@fragility/dataset';
import { defineModel, referenceClassifier, type DenseClassifier, type ModelWeights } from '@fragility/model';
import { random, rows, take, type Batch } from '@fragility/numerics';
import { FragilityError } from '@fragility/plugin';
import { z } from 'zod';

/** Calls of open, build, load and dispose, counted since the last reset. */
export const calls = { open: 0, build: 0, load: 0, dispose: 0 };

export const twoClouds = defineDataset({
  name: 'two-clouds',
  summary: 'Two Gaussian clouds around ±1',
  params: z.strictObject({
    dimension: z.int().positive().describe('coordinates'),
    points: z.int().positive().default(6).describe('examples'),
    fault: z
      .enum(['none', 'nan', 'throw', 'one-class', 'label', 'unreadable', 'load', 'file', 'bounded'])
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
    if (fault === 'label') labels[1] = 2;
    const inputs = { data, shape: [points, dimension] };
    return {
      shape: [dimension],
      classes: fault === 'one-class' ? ['left'] : ['left', 'right'],
      bounds: fault === 'bounded' ? [-2, 2] : null,
      size: { train: points, test: 0 },
      load: async (_, indices) => {
        if (fault === 'load') throw new Error('the disk is gone');
        if (fault === 'file')
          throw new FragilityError('7 bytes, expected 8', {
            where: 'dataset/two-clouds',
            code: 'two-clouds/file',
            kind: 'input',
          });
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
    fault: z
      .enum(['none', 'nan', 'all-nan', 'picky', 'throw', 'slow', 'narrow', 'array', 'moody'])
      .default('none')
      .describe('what is wrong with the model'),
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
    const model = of(fault === 'moody' ? scale * calls.build : scale);
    /** The example that the model has no logits for. */
    const odd = fault === 'nan' || fault === 'picky' ? (await dataset.load('train', [0])).inputs.data.join() : '';
    const logits = async (x: Batch): Promise<Batch> => {
      const answer = await model.logits(x);
      const worst = rows(x).findIndex((one) => one.join() === odd);
      if (fault === 'picky' && worst >= 0) throw new Error('not this one');
      if (fault === 'nan' && worst >= 0) answer.data[2 * worst + 1] = NaN;
      if (fault === 'all-nan') answer.data.fill(NaN);
      if (fault === 'array') return { data: [...answer.data] as never, shape: answer.shape };
      if (fault === 'narrow') return { data: answer.data.subarray(x.shape[0]!), shape: [x.shape[0]!, 1] };
      return answer;
    };
    return { ...model, logits, facts: { loss: 1 / fit.steps }, dispose: async () => void calls.dispose++ };
  },
});

const widened = (inputs: number, factor: number): DenseClassifier =>
  referenceClassifier([
    {
      ...{ inputs, outputs: 2, bias: new Float64Array(2), activation: { kind: 'identity' } as const },
      weight: Float64Array.from({ length: 2 * inputs }, (_, k) => (k < inputs ? -factor : factor)),
    },
  ]);

const weights: ModelWeights<unknown> = {
  save: (model) => Uint8Array.from(Buffer.from(JSON.stringify([...(model as DenseClassifier).layers[0]!.weight]))),
  load: async (file) => {
    calls.load++;
    const weight = Float64Array.from(JSON.parse(Buffer.from(file).toString()) as number[]);
    return widened(weight.length / 2, weight.at(-1)!);
  },
};

/** f(x) = ±(1 + steps) · Σ x: every training passes through the shorter ones. */
export const walked = defineModel({
  name: 'walked',
  summary: 'f(x) = ±(1 + steps) · Σ x',
  params: z.strictObject({
    steps: z.int().min(0).describe('how often it grows'),
    fails: z.int().optional().describe('step at which training fails'),
    silent: z.boolean().default(false).describe('whether it tells nothing on the way'),
  }),
  build: async ({ steps, fails, silent }, { dataset, checkpoint }) => {
    calls.build++;
    const model = (step: number) => ({ ...widened(dataset.shape[0]!, 1 + step), facts: { steps: step } });
    for (let step = 0; step <= steps; step++) {
      if (step === fails) throw new Error('training diverged');
      if (!silent) await checkpoint?.({ step, loss: 1, model: async () => widened(dataset.shape[0]!, 1 + step) });
    }
    return model(steps);
  },
  weights,
  trajectory: {
    of: ({ steps, ...training }) => ({ training, steps }),
    at: async ({ step, model }) => ({ ...(await model()), facts: { steps: step } }),
  },
});

/** The same as `affine`, with weights that are kept: those of its one layer. */
export const kept = defineModel({
  ...affine,
  name: 'kept',
  summary: 'f(x) = ±scale · Σ x, trained once',
  weights,
});
