import type { Dataset } from '@fragility/dataset';
import { FragilityError, parseParams, type Definition, type OutputOf, type Schema } from '@fragility/plugin';
import type { Classifier, DenseClassifier } from './classifier.js';
import type { Offer, PeekContext } from './offer.js';

/** Where models run: native where it loads and wasm elsewhere (`auto`), or one of them only. */
export type EngineChoice = 'auto' | 'native' | 'wasm';

/** A model during training, as it was after `step` optimiser steps. */
export interface Checkpoint {
  readonly step: number;
  readonly loss: number;
  model(): Promise<DenseClassifier>;
}

export interface ModelContext {
  /** What the model is fitted to; a model that needs no data ignores it. */
  readonly dataset: Dataset;
  readonly seed: number;
  readonly engine: EngineChoice;
  /** Threads of the engine; default: as many as there are cores. */
  readonly threads?: number;
  /** Folder that relative paths in the parameters start from. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
  /** Called with the share of the work that is done, 0…1. */
  progress?(done: number, message: string): void;
  /** Called during training; training waits for the answer. */
  checkpoint?(checkpoint: Checkpoint): void | Promise<void>;
}

export interface ModelDefinition<P extends Schema = Schema> extends Definition<'model', P> {
  build(params: OutputOf<P>, context: ModelContext): Promise<Classifier>;
  /** What the model will offer, for models that do not all offer everything: a plan asks before anything is built, and refuses attacks that need more. */
  peek?(params: OutputOf<P>, context: PeekContext): Promise<Offer>;
}

/** A model definition whose parameter type is forgotten: for lists. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyModel = ModelDefinition<any>;

/**
 * Defines a model; generics infer the parameter type.
 *
 * @example
 * const constant = defineModel({
 *   name: 'constant', summary: 'Answers zeros', params: z.strictObject({}),
 *   build: async (_params, { dataset: { classes } }) =>
 *     referenceClassifier([{ inputs: 4, outputs: classes.length, weight: new Float64Array(16), bias: new Float64Array(4), activation: { kind: 'identity' } }]),
 * });
 * constant.kind; // 'model'
 */
export const defineModel = /* @__NO_SIDE_EFFECTS__ */ <P extends Schema>(
  definition: Omit<ModelDefinition<P>, 'kind'>,
): ModelDefinition<P> => ({
  kind: 'model',
  ...definition,
});

/**
 * Parses the parameters, builds the model and checks that it fits the dataset.
 *
 * @throws FragilityError `model/shape` when input shape or number of classes differ from the dataset's.
 * @example (await buildModel(linear, {}, context)).classes; // 4
 */
export async function buildModel(definition: AnyModel, params: unknown, context: ModelContext): Promise<Classifier> {
  const where = `model/${definition.name}`;
  const model = await definition.build(parseParams(where, definition.params, params) as unknown, context);
  const { shape, classes } = context.dataset;
  const size = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1);
  if (size(model.inputShape) !== size(shape) || model.classes !== classes.length) {
    await model.dispose?.();
    throw new FragilityError(
      {
        given: `the model maps [${model.inputShape.join(', ')}] to ${model.classes} classes, the dataset has inputs [${shape.join(', ')}] and ${classes.length} classes`,
        remedy: 'use a model made for this dataset',
      },
      { where, code: 'model/shape', kind: 'input' },
    );
  }
  return model;
}
