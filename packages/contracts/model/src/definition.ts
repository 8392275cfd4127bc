import type { Dataset } from '@fragility/dataset';
import type { Definition, OutputOf, Schema } from '@fragility/plugin';
import type { Capability, Classifier, DenseClassifier } from './classifier.js';
import type { Offer } from './offer.js';

/** Where models run: native where it loads and wasm elsewhere (`auto`), or one of them only. */
export type EngineChoice = 'auto' | 'native' | 'wasm';

/** A model during training, as it was after `step` optimiser steps. */
export interface Checkpoint {
  readonly step: number;
  readonly loss: number;
  /** The loss that a training of so many steps reports; `loss` where it is left out. */
  readonly reported?: number;
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
  /** Called during training; training waits for it. */
  checkpoint?(checkpoint: Checkpoint): void | Promise<void>;
}

/** What a model is given to say what it offers. */
export interface PeekContext extends Omit<ModelContext, 'dataset' | 'progress' | 'checkpoint'> {
  /** The most that is asked of the model: of more it need not find out. */
  readonly needs: Capability;
  /** Whether its features are asked for too. */
  readonly features?: boolean;
  /** Opens the dataset, for models of which only it tells how their file is read. */
  dataset(): Promise<Dataset>;
}

export interface ModelDefinition<P extends Schema = Schema> extends Definition<'model', P> {
  build(params: OutputOf<P>, context: ModelContext): Promise<Classifier>;
  /** What the model will offer, for models that do not all offer everything: a plan asks before anything is built, and refuses attacks that need more. */
  peek?(params: OutputOf<P>, context: PeekContext): Promise<Offer>;
  /** Whether a run may have only one of its models open at a time, as where all ask one server within one budget. */
  readonly alone?: true;
  /** How trained weights are kept; without it the model is trained again whenever something new is asked of it. */
  readonly weights?: ModelWeights<OutputOf<P>>;
  /** Whose trainings pass through one another: a run trains the longest, and keeps the weights of the others on the way. It is of use with `weights` only. */
  readonly trajectory?: TrainingTrajectory<OutputOf<P>>;
}

/** Trainings of a model that pass through one another: those that differ in their number of steps only. */
export interface TrainingTrajectory<P> {
  /** What all of them share, as a value that JSON can hold, and the steps of this one; undefined where it may end otherwise than after so many. */
  of(params: P): { readonly training: unknown; readonly steps: number } | undefined;
  /** The model that a training of `checkpoint.step` steps builds, to the bit, with its facts. */
  at(checkpoint: Checkpoint, params: P, context: ModelContext): Promise<Classifier>;
}

/** Trained weights as an ONNX file, and the same model from it: its logits are equal to the bit. */
export interface ModelWeights<P> {
  /** Undefined for a model that no file holds: it is trained again. */
  save(model: Classifier): Uint8Array | undefined;
  load(file: Uint8Array, params: P, context: ModelContext): Promise<Classifier>;
}

/** A model definition whose parameter type is forgotten: for lists. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyModel = ModelDefinition<any>;

/**
 * Defines a model; generics infer the parameter type.
 *
 * @example
 * const constant = defineModel({
 *   name: 'constant', summary: 'Returns zeros', params: z.strictObject({}),
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
