import { attentionOf } from './attention.js';
import { dialectOf } from './dialect.js';
import type { Json } from './json.js';
import { afterTraining, callsOf } from './keras3/calls.js';
import { layerOf } from './keras3/layers.js';
import { mapped, modelOf, type RawLayer } from './model.js';
import { checkOwn, withAdapters } from './names/adapters.js';
import { owned } from './names/keras2.js';
import { renamed } from './names/keras3.js';
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

/**
 * A layers-model in one dialect, the format of Keras 2: what Keras 3 writes differently is written as Keras 2 does, and what means another
 * thing there gets another name (`hard_sigmoid` becomes `hardSigmoid3`). Models of TensorFlow.js itself stay as they are.
 *
 * @throws FragilityError `tfjs/layer` for calls of Keras 3 that Keras 2 cannot write, `tfjs/topology`, `tfjs/weight`.
 */
export function canonical({ topology, weights }: LayersModel): LayersModel {
  const dialect = dialectOf(topology);
  const model = modelOf(topology);
  if (dialect === 'tfjs' || !model) return { topology, weights };
  if (dialect === 'keras2')
    return {
      topology: { model_config: mapped(model, (layer) => halfPixels(attentionOf(prefixed(unwrapped(layer))))) },
      weights: owned(model, withoutCells(weights)),
    };
  const named = renamed(model, withAdapters(model, withoutCells(weights)));
  checkOwn(model, named);
  const translated = mapped(model, (layer) =>
    halfPixels(callsOf(attentionOf(layerOf(afterTraining(unwrapped(layer)))))),
  );
  return { topology: { model_config: translated }, weights: named };
}
