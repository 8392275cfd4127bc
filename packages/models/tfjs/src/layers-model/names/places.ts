import { isObject, type Json } from '../json.js';
import { isContainer, isLayer, nameOf, wrappedBy, type RawLayer } from '../model.js';
import { directionsOf, RECURRENT } from '../recurrent.js';

const withBias =
  (...names: string[]) =>
  (config: Json): string[] => [...names, ...(config['use_bias'] === false ? [] : ['bias'])];

const scaledAndCentred = ({ scale, center }: Json): string[] => [
  ...(scale === false ? [] : ['gamma']),
  ...(center === false ? [] : ['beta']),
];

/** Names of the weights of each class, in the order in which Keras 3 numbers them. */
const NAMES: ReadonlyMap<string, (config: Json) => string[]> = new Map([
  ...['Dense', 'Conv1D', 'Conv2D', 'Conv1DTranspose', 'Conv2DTranspose'].map(
    (kind) => [kind, withBias('kernel')] as const,
  ),
  ...['DepthwiseConv1D', 'DepthwiseConv2D'].map((kind) => [kind, withBias('depthwise_kernel')] as const),
  ...['SeparableConv1D', 'SeparableConv2D'].map(
    (kind) => [kind, withBias('depthwise_kernel', 'pointwise_kernel')] as const,
  ),
  ...[...RECURRENT].map((kind) => [kind, withBias('kernel', 'recurrent_kernel')] as const),
  ['EinsumDense', ({ bias_axes }) => ['kernel', ...(bias_axes ? ['bias'] : [])]],
  ['BatchNormalization', (config) => [...scaledAndCentred(config), 'moving_mean', 'moving_variance']],
  ['LayerNormalization', scaledAndCentred],
  ['GroupNormalization', scaledAndCentred],
  ['LayerScale', () => ['variable']],
  ['RMSNormalization', () => ['scale']],
  ['PReLU', () => ['alpha']],
  ['Normalization', () => ['mean', 'variance', 'count']],
]);

/** `SeparableConv2D` as `separable_conv2d`. */
const snake = (name: string): string =>
  name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** Where the weights of a layer lie. */
export interface Place {
  readonly layer: RawLayer;
  /** Names of the models around it and its own: `inner/conv`. */
  readonly path: string;
  /** Where an archive of Keras 3 keeps it: `layers/functional/layers/conv2d_1`. */
  readonly stored: string;
  /** Names under which files that do not number weights have them, where these are not those of the path. */
  readonly apart?: string;
}

/** Parts of an attention, and where archives keep them. */
const PROJECTIONS = [
  ['query', 'query_dense'],
  ['key', 'key_dense'],
  ['value', 'value_dense'],
  ['attention_output', 'output_dense'],
] as const;

/** Layers whose weights are those of the layer in them. */
const WRAPPERS = new Set(['SpectralNormalization', 'TimeDistributed']);
const DIRECTIONS = ['forward_layer', 'backward_layer'];

/** Every layer with its places; layers of one class are numbered within their model. */
export function places(model: RawLayer, path = '', stored = ''): Place[] {
  const layers: unknown = Array.isArray(model.config) ? model.config : (model.config as Json)['layers'];
  const counts = new Map<string, number>();
  return (Array.isArray(layers) ? layers : []).filter(isLayer).flatMap((layer) => {
    const stem = snake(layer.class_name);
    const count = counts.get(stem) ?? 0;
    counts.set(stem, count + 1);
    const place = {
      layer,
      path: `${path}${nameOf(layer)}`,
      stored: `${stored}layers/${stem}${count === 0 ? '' : `_${count}`}`,
    };
    return isContainer(layer) ? places(layer, `${place.path}/`, `${place.stored}/`) : partsOf(place);
  });
}

/** A layer with the layers inside it that hold its weights: a wrapped layer has the path of the whole. */
function partsOf(place: Place): Place[] {
  const { layer, path, stored } = place;
  if (layer.class_name === 'MultiHeadAttention')
    return PROJECTIONS.map(([part, file]) => ({
      layer: { class_name: 'Dense', config: layer.config },
      path: `${path}/${part}`,
      stored: `${stored}/${file}`,
    }));
  if (RECURRENT.has(layer.class_name)) return [{ ...place, stored: `${stored}/cell` }];
  if (layer.class_name === 'Bidirectional')
    return (directionsOf(layer) ?? []).map((each, k) => ({
      layer: each,
      path: `${path}/${nameOf(each)}`,
      stored: `${stored}/${DIRECTIONS[k]}/cell`,
    }));
  const inner = WRAPPERS.has(layer.class_name) ? wrappedBy(layer) : undefined;
  if (!inner) return [place];
  return isContainer(inner)
    ? places(inner, `${path}/${nameOf(inner)}/`, `${stored}/layer/`)
    : partsOf({ layer: inner, path, stored: `${stored}/layer`, apart: `${place.apart ?? path}/${nameOf(inner)}` });
}

/** Names of the weights that a layer has, without its own. */
export const namesOf = ({ layer: { class_name, config } }: Place): readonly string[] =>
  NAMES.get(class_name)?.(isObject(config) ? config : {}) ?? [];
