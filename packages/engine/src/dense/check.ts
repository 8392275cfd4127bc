import { FragilityError } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';

/**
 * Checks that layers have the sizes they say and fit one another.
 *
 * @throws FragilityError `engine/layers`.
 */
export function checkLayers(layers: readonly DenseLayer[], where: string): void {
  const fail = (message: string): never => {
    throw new FragilityError(message, { where, code: 'engine/layers' });
  };
  if (layers.length === 0) fail('there are no layers, expected at least one; pass the layers of the network');
  layers.forEach(({ inputs, outputs, weight, bias }, k) => {
    if (weight.length !== inputs * outputs || bias.length !== outputs) {
      fail(
        `layer ${k} has ${weight.length} weights and ${bias.length} biases, expected ${outputs}×${inputs} and ${outputs}; ` +
          'pass the weight row-major [outputs, inputs]',
      );
    }
    const before = layers[k - 1]?.outputs ?? inputs;
    if (before !== inputs)
      fail(`layer ${k} takes ${inputs} values, the layer before it gives ${before}; make them agree`);
  });
}
