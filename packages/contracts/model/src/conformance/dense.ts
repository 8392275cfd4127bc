import { rows, stack } from '@fragility/numerics';
import { forward, validateLayers } from '@fragility/numerics/dense';
import { expectThat, type Check } from '@fragility/plugin';
import type { DenseClassifier } from '../classifier.js';
import { difference, largest, ROUNDING, type CheckOf } from './subject.js';

/** What every classifier with readable layers must do. */
export const denseChecks = (check: CheckOf<DenseClassifier>): Check[] => [
  check('layers compute the logits', async (model, x) => {
    const { layers, inputShape, classes } = model;
    validateLayers(layers);
    const inputs = inputShape.reduce((a, b) => a * b, 1);
    expectThat(
      layers[0]!.inputs === inputs && layers.at(-1)!.outputs === classes,
      () =>
        `the layers map ${layers[0]!.inputs} values to ${layers.at(-1)!.outputs}, the model ${inputs} to ${classes}`,
    );
    const expected = stack(rows(x).map((values) => forward(layers, values)));
    const found = difference(await model.logits(x), expected, largest(expected.data));
    expectThat(
      found <= ROUNDING[model.precision],
      () => `the logits are off the forward pass of the layers by ${found} of the largest`,
    );
  }),
];
