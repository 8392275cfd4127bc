import { fail } from '../error.js';
import { isObject, type Json } from './json.js';

/** A layer as a file holds it. */
export interface RawLayer {
  readonly class_name: string;
  readonly name?: string;
  readonly config: Json | readonly RawLayer[];
  readonly inbound_nodes?: unknown;
  /** What Keras 3 gives a layer that it has written before, in another place. */
  readonly shared_object_id?: number;
}

/** Classes of models, which may also stand as layers. */
export const CONTAINERS: ReadonlySet<string> = new Set(['Sequential', 'Model', 'Functional']);

export const isLayer = (value: unknown): value is RawLayer =>
  isObject(value) &&
  typeof value['class_name'] === 'string' &&
  (isObject(value['config']) || Array.isArray(value['config']));

export const isContainer = ({ class_name }: RawLayer): boolean => CONTAINERS.has(class_name);

/** Name of a layer, that of its configuration where it has none beside it. */
export const nameOf = ({ name, config }: RawLayer): string => name ?? String((config as Json)['name'] ?? '');

/** Refuses what a layer does that other packages cannot run. */
export const refuseLayer = (layer: RawLayer, lacks: string): never =>
  fail(
    'layer',
    {
      given: `layer '${nameOf(layer)}' (${layer.class_name}) ${lacks}, which has no counterpart here`,
      remedy: 'use backend: auto, or write the model with other layers',
    },
    undefined,
    { name: nameOf(layer), class: layer.class_name, lacks },
  );

/** The model of a `modelTopology`, where there is one. */
export function modelOf(topology: unknown): RawLayer | undefined {
  const raw = isObject(topology) ? (topology['model_config'] ?? topology) : undefined;
  return isLayer(raw) && isContainer(raw) ? raw : undefined;
}

/** The layer that another one applies to its values: of a TimeDistributed, a Bidirectional. */
export function wrappedBy({ config }: RawLayer): RawLayer | undefined {
  const inner = isObject(config) ? config['layer'] : undefined;
  return isLayer(inner) ? inner : undefined;
}

/** A model whose layers, also those of models inside it and inside other layers, are each put through a function. */
export function mapped(model: RawLayer, each: (layer: RawLayer) => RawLayer): RawLayer {
  const visit = (layer: RawLayer): RawLayer => {
    if (isContainer(layer)) return mapped(each(layer), each);
    const config = isObject(layer.config) ? layer.config : {};
    const inner = ['layer', 'backward_layer'].flatMap((key) => {
      const held = config[key];
      return isLayer(held) ? [[key, visit(held)]] : [];
    });
    return each(inner.length === 0 ? layer : { ...layer, config: { ...config, ...Object.fromEntries(inner) } });
  };
  const { config } = model;
  if (Array.isArray(config)) return { ...model, config: config.map(visit) };
  const layers = (config as Json)['layers'];
  return Array.isArray(layers) ? { ...model, config: { ...(config as Json), layers: layers.map(visit) } } : model;
}
