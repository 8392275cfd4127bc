import { attentionOf } from './attention.js';
import { dialectOf } from './dialect.js';
import type { Json } from './json.js';
import { callsOf } from './keras3/calls.js';
import { layerOf } from './keras3/layers.js';
import { renamed } from './keras3/weights.js';
import { mapped, modelOf, nameOf, type RawLayer } from './model.js';
import { prefixed, unwrapped, withoutCells } from './recurrent.js';
import type { Weight } from './weights.js';

export interface LayersModel {
  /** `modelTopology` of a file. */
  readonly topology: unknown;
  readonly weights: ReadonlyMap<string, Weight>;
}

/** Keras samples a bilinear UpSampling2D at the middle of pixels, TensorFlow.js at their corners. */
const halfPixels = (layer: RawLayer): RawLayer =>
  layer.class_name === 'UpSampling2D'
    ? { ...layer, config: { ...(layer.config as Json), half_pixel_centers: true } }
    : layer;

/** Weights that an adapted Normalization of Keras 2 has, written without the name of the layer. */
const MOMENTS = ['mean', 'variance'];

/** Weights whose names say the layer, where there is one Normalization alone that they can be of. */
function ofTheirLayer(model: RawLayer, weights: LayersModel['weights']): LayersModel['weights'] {
  const names: string[] = [];
  mapped(model, (layer) => {
    if (layer.class_name === 'Normalization') names.push(nameOf(layer));
    return layer;
  });
  const bare = MOMENTS.filter((name) => weights.has(name));
  if (names.length !== 1 || bare.length < MOMENTS.length) return weights;
  return new Map([...weights].map(([name, weight]) => [bare.includes(name) ? `${names[0]}/${name}` : name, weight]));
}

/**
 * A layers-model in one dialect, the format of Keras 2: what Keras 3 writes differently is written as Keras 2 does, and what means another
 * thing there gets another name (`hard_sigmoid` becomes `hardSigmoid3`). Models of TensorFlow.js itself stay as they are.
 *
 * @throws FragilityError `tfjs/layer` for calls of Keras 3 that Keras 2 cannot write, `tfjs/topology`.
 */
export function canonical({ topology, weights }: LayersModel): LayersModel {
  const dialect = dialectOf(topology);
  const model = modelOf(topology);
  if (dialect === 'tfjs' || !model) return { topology, weights };
  if (dialect === 'keras2')
    return {
      topology: { model_config: mapped(model, (layer) => halfPixels(attentionOf(prefixed(unwrapped(layer))))) },
      weights: ofTheirLayer(model, withoutCells(weights)),
    };
  const named = renamed(model, withoutCells(weights));
  const translated = mapped(model, (layer) => halfPixels(callsOf(attentionOf(layerOf(unwrapped(layer))))));
  return { topology: { model_config: translated }, weights: named };
}
