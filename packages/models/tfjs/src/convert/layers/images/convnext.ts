import { scaled } from '../normalisation.js';
import { refuse, type LayerRule } from '../rule.js';

/** Refuses a layer of an author's own that is called like one of keras.applications, as far as its settings tell. */
const asked = (settings: readonly string[], rule: LayerRule): LayerRule => {
  return (step, inputs, e) =>
    inputs.length === 1 && settings.every((name) => typeof step.config[name] === 'number')
      ? rule(step, inputs, e)
      : refuse(step, 'is not the layer of keras.applications');
};

/** γ · x, a factor for every channel. */
const layerScale: LayerRule = (step, [value], e) => {
  const axis = value!.shape.length - 1;
  const { data } = e.weights.get(step, 'variable', [value!.shape[axis]!]);
  return scaled(step, value!, { scale: Float64Array.from(data), shift: Float64Array.of(0) }, axis, e);
};

/** Layers that keras.applications defines for its ConvNeXt; paths are left out in training only. */
export const convnexts: Readonly<Record<string, LayerRule>> = {
  LayerScale: asked(['init_values', 'projection_dim'], layerScale),
  StochasticDepth: asked(['drop_path_rate'], (_, [value]) => value!),
};
