import type { Batch } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import { isDense, isDifferentiable, type Capability, type Classifier } from '../classifier.js';
import { randomInputs } from './batches.js';
import { denseChecks } from './dense.js';
import { featureChecks } from './features.js';
import { gradientChecks } from './gradients.js';
import { logitsChecks } from './logits.js';
import type { CheckOf } from './subject.js';

export interface ClassifierExpectations {
  /** What the classifier offers, all of which is checked; default `gradients`. */
  readonly offers?: Capability;
  /** Inputs to try, a few; default: seven random ones, inside the bounds or standard normal. */
  inputs?(model: Classifier): Batch | Promise<Batch>;
}

const ORDER: readonly Capability[] = ['logits', 'gradients', 'dense'];

const offered = (model: Classifier): Capability =>
  isDense(model) ? 'dense' : isDifferentiable(model) ? 'gradients' : 'logits';

/**
 * Everything a classifier must do, as named checks: finite logits that do not depend on the batch or on other calls, gradients that equal
 * finite differences in the model's own precision, layers that compute the logits. Each check makes a classifier and disposes of it.
 *
 * @example
 * const verdicts = await runChecks(classifierChecks(async () => referenceClassifier(layers), { offers: 'dense' }));
 */
export function classifierChecks(
  make: () => Promise<Classifier>,
  { offers = 'gradients', inputs = randomInputs }: ClassifierExpectations = {},
): Check[] {
  const check: CheckOf<Classifier> = (name, body) => ({
    name,
    run: async () => {
      const model = await make();
      let released = false;
      const release = async (): Promise<void> => {
        if (!released) await model.dispose?.();
        released = true;
      };
      try {
        await body(model, await inputs(model), release);
      } finally {
        await release();
      }
    },
  });
  const upTo = (capability: Capability): boolean => ORDER.indexOf(offers) >= ORDER.indexOf(capability);
  return [
    check('offers what is expected', async (model) =>
      expectThat(
        offered(model) === offers,
        () =>
          `it offers ${offered(model)}, ${offers} is expected; say offers: '${offered(model)}', or change the model`,
      ),
    ),
    ...logitsChecks(check),
    ...featureChecks(check),
    ...(upTo('gradients') ? gradientChecks(check as CheckOf<never>) : []),
    ...(upTo('dense') ? denseChecks(check as CheckOf<never>) : []),
  ];
}
