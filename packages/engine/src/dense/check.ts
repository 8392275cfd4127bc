import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';

/**
 * Checks that layers have the sizes they say and fit one another.
 *
 * @throws FragilityError `engine/layers`.
 */
export function checkLayers(layers: readonly DenseLayer[], where: string): void {
  const fail = (message: ErrorMessage): never => {
    throw new FragilityError(message, { where, code: 'engine/layers', kind: 'input' });
  };
  if (layers.length === 0)
    fail({ given: 'there are no layers', expected: 'at least one', remedy: 'pass the layers of the network' });
  layers.forEach(({ inputs, outputs, weight, bias }, k) => {
    if (weight.length !== inputs * outputs || bias.length !== outputs) {
      fail({
        given: `layer ${k} has ${weight.length} weights and ${bias.length} biases`,
        expected: `${outputs}×${inputs} and ${outputs}`,
        remedy: 'pass the weight row-major [outputs, inputs]',
      });
    }
    const before = layers[k - 1]?.outputs ?? inputs;
    if (before !== inputs)
      fail({
        given: `layer ${k} takes ${inputs} values, the layer before it gives ${before}`,
        remedy: 'make them agree',
      });
  });
}
