import { loadDenseOnnx, saveOnnx, type Precision } from '@fragility/engine';
import { isDense, type ModelWeights } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import { classifierFor } from './fit.js';

/**
 * How the weights of a dense network are kept: as {@link saveOnnx} writes them, without loss.
 *
 * @throws FragilityError `training/weights` for a model without layers, `engine/onnx` for a file that holds no dense network.
 * @example denseWeights.save(model)!.length > 0; // true
 */
export const denseWeights: ModelWeights<{ readonly precision: Precision }> = {
  save: (model) => {
    if (isDense(model)) return saveOnnx(model);
    throw new FragilityError(
      { given: 'the model has no layers', expected: 'a dense network', remedy: 'leave weights out of its definition' },
      { where: 'training/weights', code: 'training/weights', kind: 'failure' },
    );
  },
  load: (file, { precision }, context) => classifierFor(loadDenseOnnx(file), precision, context),
};
