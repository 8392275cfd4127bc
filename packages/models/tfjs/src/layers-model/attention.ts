import { isObject, type Json } from './json.js';
import { refuseLayer as refuse, type RawLayer } from './model.js';

type Reference = readonly [string, number, number, ...unknown[]];

const VALUES = ['query', 'value', 'key'] as const;
/** Settings of a call that change nothing where they are not set. */
const SETTINGS = new Set(['training', 'use_causal_mask']);

/** The place of a value of Keras 3, or of Keras 2. */
function referenceOf(value: unknown): Reference | undefined {
  if (Array.isArray(value) && typeof value[0] === 'string') return value as unknown as Reference;
  const config = isObject(value) && value['class_name'] === '__keras_tensor__' ? value['config'] : undefined;
  return isObject(config) ? (config['keras_history'] as Reference) : undefined;
}

/** What a call takes, by name, in either format. */
function argumentsOf(layer: RawLayer, call: unknown): Json {
  if (isObject(call) && Array.isArray(call['args'])) {
    const { args, kwargs } = call as { args: unknown[]; kwargs?: unknown };
    if (args.slice(VALUES.length).some((each) => (each ?? null) !== null)) refuse(layer, 'takes a mask');
    return { ...Object.fromEntries(VALUES.map((name, k) => [name, args[k]])), ...(isObject(kwargs) ? kwargs : {}) };
  }
  const [query] = (Array.isArray(call) ? call : []) as Reference[];
  const settings = query?.[3];
  return { query: query?.slice(0, 3), ...(isObject(settings) ? settings : {}) };
}

/** An attention whose calls are written as those of other layers, with three values: query, value and key. */
export function attentionOf(layer: RawLayer): RawLayer {
  if (layer.class_name !== 'MultiHeadAttention' || !Array.isArray(layer.inbound_nodes)) return layer;
  const masks = new Set<boolean>();
  const calls = layer.inbound_nodes.map((call: unknown) => {
    const given = argumentsOf(layer, call);
    for (const [name, value] of Object.entries(given))
      if (!VALUES.some((each) => each === name) && !SETTINGS.has(name) && (value ?? false) !== false)
        refuse(layer, `is called with ${name}`);
    masks.add(given['use_causal_mask'] === true);
    const values = VALUES.map((name) => referenceOf(name === 'key' ? (given['key'] ?? given['value']) : given[name]));
    if (values.includes(undefined)) refuse(layer, 'is not called with a query and a value of the model');
    const { training } = given;
    return values.map((value) => [...value!.slice(0, 3), training === undefined ? {} : { training }]);
  });
  if (masks.size > 1) refuse(layer, 'is called with a causal mask and without');
  const config = { ...(layer.config as Json), use_causal_mask: masks.has(true) };
  return { ...layer, config, inbound_nodes: calls };
}
