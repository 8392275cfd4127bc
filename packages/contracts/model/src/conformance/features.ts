import { count, row, stack, type Batch } from '@fragility/numerics';
import { expectThat, type Check } from '@fragility/plugin';
import { hasFeatures, type Classifier, type FeatureClassifier } from '../classifier.js';
import type { Head } from '../head.js';
import { copy, joined, pieces, same } from './batches.js';
import { difference, expectNumbers, largest, ROUNDING, type CheckOf } from './subject.js';

/** W h + b of every row. */
function affine({ weight, bias, width }: Head, features: Batch): Batch {
  const each = Array.from({ length: count(features) }, (_, i) => {
    const h = row(features, i);
    return bias.map((b, k) => h.reduce((sum, value, c) => sum + weight[k * width + c]! * value, b));
  });
  return stack(each, [bias.length]);
}

/** What every classifier whose features can be read must do; a classifier without is left alone. */
export const featureChecks = (check: CheckOf<Classifier>): Check[] => {
  const ifRead = (name: string, body: (model: FeatureClassifier, x: Batch) => Promise<void>): Check =>
    check(name, async (model, x) => {
      if (hasFeatures(model)) await body(model, x);
    });
  return [
    ifRead('features are finite, and the last affine map makes the logits of them', async (model, x) => {
      const { head, classes } = model;
      const { width, weight, bias } = head;
      expectThat(
        bias.length === classes && weight.length === classes * width,
        () =>
          `the head has ${weight.length} weights and ${bias.length} biases for ${classes} classes and ${width} features`,
      );
      const features = await head.features(x);
      expectNumbers('the features', features, [count(x), width]);
      const logits = await model.logits(x);
      const sizes = affine(
        { ...head, weight: weight.map(Math.abs), bias: bias.map(Math.abs) },
        {
          ...features,
          data: features.data.map(Math.abs),
        },
      );
      const found = difference(affine(head, features), logits, largest(sizes.data));
      expectThat(
        found <= ROUNDING[model.precision],
        () => `W h + b is off the logits by ${found} of the sizes of its terms`,
      );
    }),
    ifRead('features of a batch equal those of its examples alone, and leave the inputs', async ({ head }, x) => {
      const before = copy(x);
      const together = await head.features(x);
      expectThat(same(before, x), () => 'features() wrote to its input');
      const alone: Batch[] = [];
      for (const piece of pieces(x, 1)) alone.push(copy(await head.features(piece)));
      expectThat(same(joined(alone), together), () => 'features in a batch differ from those of its examples alone');
      x.data.fill(0);
      expectThat(same(joined(alone), together), () => 'features share memory with their inputs; give them their own');
    }),
  ];
};
