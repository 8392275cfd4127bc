import { denseClassifier, loadDenseOnnx, type Precision } from '@fragility/engine';
import { accuracy, type DenseClassifier, type ModelContext } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import { nodeModule } from '@fragility/plugin';
import { trainDense } from './train.js';
import { trainingExamples } from './examples.js';
import type { FitParams } from './params.js';

/** The network that is to be fitted; a file brings its own. */
export interface FitTarget {
  /** Widths of the hidden layers. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  readonly bias: boolean;
  readonly precision: Precision;
  /** Width of a linear layer before the logits. */
  readonly bottleneck?: number | undefined;
  /** Whether hidden layers add their input to their output. */
  readonly residual?: boolean;
}

/** What a fit found, for the report: `train loss`, `steps`. */
export interface Fitted {
  readonly layers: DenseLayer[];
  readonly facts: Readonly<Record<string, string | number>>;
}

const sizes = (context: ModelContext): { inputs: number; classes: number } => ({
  inputs: context.dataset.shape.reduce((a, b) => a * b, 1),
  classes: context.dataset.classes.length,
});

async function read(path: string, folder: string | undefined): Promise<Fitted> {
  const { readFile } = nodeModule<typeof import('node:fs/promises')>('node:fs/promises');
  const { resolve } = nodeModule<typeof import('node:path')>('node:path');
  const full = resolve(folder ?? '.', path);
  const bytes = await readFile(full).catch((cause: unknown) => {
    throw new FragilityError(
      { given: `the file ${full} cannot be read`, remedy: 'give the path of an ONNX file' },
      { where: 'training/fit', code: 'training/file', kind: 'input', cause },
    );
  });
  return { layers: loadDenseOnnx(bytes), facts: { file: path } };
}

/**
 * The dense network as a classifier for the context's dataset, on the context's engine.
 *
 * @throws FragilityError `engine/layers`, `engine/missing`.
 * @example (await classifierFor(layers, 'float64', context)).precision; // 'float64'
 */
export const classifierFor = (
  layers: readonly DenseLayer[],
  precision: Precision,
  { dataset, engine, threads }: ModelContext,
  facts: Readonly<Record<string, string | number>> = {},
): Promise<DenseClassifier> =>
  denseClassifier(layers, {
    bounds: dataset.bounds,
    precision,
    engine,
    facts,
    ...(layers[0]!.inputs === dataset.shape.reduce((a, b) => a * b, 1) ? { inputShape: dataset.shape } : {}),
    ...(threads === undefined ? {} : { threads }),
  });

/**
 * Weights by training on the dataset's training split, or from a file. Progress, checkpoints, abort, seed and engine are the context's.
 *
 * @throws FragilityError `training/empty`, `training/file`, `engine/onnx`, `training/diverged`.
 * @example
 * const fit = fitParams.parse({ method: 'adam', steps: 20 });
 * const target = { hidden: [8], activation: { kind: 'relu' }, bias: true, precision: 'float32' } as const;
 * (await fitDense(fit, target, context)).facts['steps']; // 20
 */
export async function fitDense(fit: FitParams, target: FitTarget, context: ModelContext): Promise<Fitted> {
  if (fit.method === 'file') return read(fit.path, context.folder);
  const { inputs, labels } = await trainingExamples(context, 'training/fit');
  const { inputs: d, classes } = sizes(context);
  const { steps, epochs, stopAtLoss } = fit;
  const result = await trainDense({
    architecture: {
      widths: [d, ...target.hidden, classes],
      activation: target.activation,
      bias: target.bias,
      ...(target.bottleneck === undefined ? {} : { bottleneck: target.bottleneck }),
      ...(target.residual ? { residual: true } : {}),
    },
    inputs,
    targets: labels,
    loss: fit.loss === 'mse' ? 'squared-error' : 'cross-entropy',
    optimizer: fit.method,
    momentum: fit.method === 'sgd' ? fit.momentum : 0,
    learningRate: fit.learningRate,
    schedule: fit.schedule,
    batchSize: fit.batch,
    ...(steps === undefined ? {} : { steps }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(stopAtLoss === undefined ? {} : { stopAtLoss }),
    seed: context.seed,
    precision: target.precision,
    engine: context.engine,
    ...(context.threads === undefined ? {} : { threads: context.threads }),
    ...(context.signal === undefined ? {} : { signal: context.signal }),
    onStep: async ({ step, total, loss, reported, layers }) => {
      context.progress?.(total === 0 ? 1 : step / total, `step ${step} of ${total}, loss ${loss.toPrecision(3)}`);
      const model = (): Promise<DenseClassifier> => classifierFor(layers(), target.precision, context);
      await context.checkpoint?.({ step, loss, reported, model });
    },
  });
  return { layers: result.layers, facts: { 'train loss': result.loss, steps: result.steps } };
}

/**
 * {@link classifierFor}, with the accuracy on each split that has examples among its facts.
 *
 * @example (await reportedClassifier({ layers: [...layers], facts: {} }, 'float64', context)).facts?.['train accuracy']; // 1
 */
export async function reportedClassifier(
  { layers, facts }: Fitted,
  precision: Precision,
  context: ModelContext,
): Promise<DenseClassifier> {
  const model = await classifierFor(layers, precision, context, facts);
  const { inputs, classes } = sizes(context);
  if (layers[0]!.inputs !== inputs || model.classes !== classes) return model;
  const measured: Record<string, number> = {};
  for (const split of ['train', 'test'] as const) {
    if (context.dataset.size[split] > 0) measured[`${split} accuracy`] = await accuracy(model, context, split);
  }
  return { ...model, facts: { ...model.facts, ...measured } };
}
