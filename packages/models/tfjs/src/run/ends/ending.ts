import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import type { Tail } from '../../convert/tail.js';
import { layersOf } from '../layer.js';

/** What the layers of a model's tail, from the one at `kept` on, make of a value. */
export const ending =
  (model: LayersModel, { layers: tail, inside }: Tail, kept: number) =>
  (value: Tensor): Tensor =>
    tail.slice(kept).reduce((from, { name }, k) => {
      const layer = layersOf(model).find((each) => each.name === name)!;
      const applied =
        inside && kept + k === 0 ? (layer as LayerOfActivation).activation.apply(from) : layer.apply(from);
      return applied as Tensor;
    }, value);

/** A layer with an activation of its own. */
interface LayerOfActivation extends layers.Layer {
  readonly activation: { apply(x: Tensor): Tensor };
}
