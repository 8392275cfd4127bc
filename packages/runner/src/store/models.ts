import type { Fact } from '@fragility/model';
import type { ResultStore } from '../ports/result-store.js';
import type { Warn } from './sealed/damage.js';
import { digestOf } from './sealed/sealed.js';
import { readBytes, readValue, writeValue } from './sealed/values.js';

/** What is kept of a model. */
export interface StoredModel {
  readonly facts: Readonly<Record<string, Fact>>;
  /** SHA-256 of the file of its weights; null where the model keeps none. */
  readonly weights: string | null;
}

const isStoredModel = (value: unknown): value is StoredModel => {
  const { facts, weights } = (value ?? {}) as Partial<StoredModel>;
  return typeof facts === 'object' && facts !== null && (weights === null || typeof weights === 'string');
};

const factsAt = (key: string): string => `models/${key}.json`;

/** Where the weights of a model are. */
export const weightsAt = (key: string): string => `models/${key}.onnx`;

/** What is kept of a model; undefined where it was never built. */
export const readModel = (store: ResultStore, key: string, warn: Warn): Promise<StoredModel | undefined> =>
  readValue(store, factsAt(key), isStoredModel, warn);

/** The file of a model's weights; undefined where there is none that can be trusted. */
export const readWeights = async (
  store: ResultStore,
  key: string,
  { weights }: StoredModel,
  warn: Warn,
): Promise<Uint8Array | undefined> => (weights === null ? undefined : readBytes(store, weightsAt(key), weights, warn));

/** Whether a model is kept, with its weights unless it has none. */
export async function hasModel(store: ResultStore, key: string, warn: Warn): Promise<boolean> {
  const model = await readModel(store, key, warn);
  return model !== undefined && (model.weights === null || (await readWeights(store, key, model, warn)) !== undefined);
}

/** Keeps a model: its weights first, so that what names them never comes alone. */
export async function writeModel(
  store: ResultStore,
  key: string,
  facts: StoredModel['facts'],
  weights: Uint8Array | null,
): Promise<StoredModel> {
  if (weights) await store.write(weightsAt(key), weights);
  return writeValue(store, factsAt(key), { facts, weights: weights && digestOf(weights) });
}
