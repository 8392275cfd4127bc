import { isObject, type Json } from './json.js';
import { isLayer, nameOf, wrappedBy, type RawLayer } from './model.js';
import type { Weight } from './weights.js';

/** Layers that run a cell along a sequence. */
export const RECURRENT: ReadonlySet<string> = new Set(['GRU', 'LSTM', 'SimpleRNN']);

const without = (name: string, prefix: string): string => (name.startsWith(prefix) ? name.slice(prefix.length) : name);

const called = (layer: RawLayer, name: string, more: Json = {}): RawLayer => ({
  class_name: layer.class_name,
  config: { ...(layer.config as Json), ...more, name },
});

/**
 * The two layers of a Bidirectional under the names that their weights have: `forward_lstm`, and `backward_lstm`, which is the same layer from
 * the other end where the file does not say more.
 */
export function directionsOf(raw: RawLayer): readonly [RawLayer, RawLayer] | undefined {
  const given = wrappedBy(raw);
  if (!given) return undefined;
  const stem = without(nameOf(given), 'forward_');
  const config = given.config as Json;
  const other = (raw.config as Json)['backward_layer'];
  const backward = isLayer(other)
    ? other
    : called(given, `backward_${stem}`, { go_backwards: config['go_backwards'] !== true });
  return [called(given, `forward_${stem}`), backward];
}

/** A Bidirectional whose own backward layer has the name of its weights, which Keras 2 puts `backward_` before. */
export function prefixed(layer: RawLayer): RawLayer {
  const config = layer.config as Json;
  const other = layer.class_name === 'Bidirectional' ? config['backward_layer'] : undefined;
  if (!isLayer(other)) return layer;
  return { ...layer, config: { ...config, backward_layer: called(other, `backward_${nameOf(other)}`) } };
}

/** Keras names the weights of a recurrent layer after the cell within it, `lstm/lstm_cell_1/kernel`; here they are the layer's own. */
export const withoutCells = (weights: ReadonlyMap<string, Weight>): ReadonlyMap<string, Weight> =>
  new Map(
    [...weights].map(([name, weight]) => [
      name.replace(/(^|\/)(?:gru|lstm|simple_rnn)_cell(?:_\d+)?\/((?:recurrent_)?kernel|bias)(:0)?$/, '$1$2'),
      weight,
    ]),
  );

/** What a wrapper holds that does nothing once training is over, under the name of the wrapper. */
export function unwrapped(layer: RawLayer): RawLayer {
  const inner = layer.class_name === 'SpectralNormalization' ? wrappedBy(layer) : undefined;
  if (!inner || !isObject(inner.config)) return layer;
  return { ...layer, class_name: inner.class_name, config: { ...inner.config, name: nameOf(layer) } };
}
