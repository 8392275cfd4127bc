import { describe, expect, it } from '@jest/globals';
import { count } from '@fragility/numerics';
import { forward } from '@fragility/numerics/dense';
import { classifierChecks } from './conformance/index.js';
import { hasFeatures, headOf, offerOf, referenceClassifier, restrict, type Head } from './index.js';
import { broke, failures, mapped, network, right } from './testing/classifiers.js';

const FEATURES = 'features are finite, and the last affine map makes the logits of them';
const ALONE = 'features of a batch equal those of its examples alone, and leave the inputs';

describe('headOf', () => {
  it('takes what goes into the last layer', async () => {
    const layers = network('relu');
    const x = { data: Float64Array.of(1, -2, 3, -4, 5), shape: [1, 5] };
    const { width, features, weight } = headOf(layers)!;
    expect([width, weight.length]).toEqual([9, 27]);
    expect((await features(x)).data).toEqual(forward(layers.slice(0, 1), x.data));
  });

  it('has the inputs as features of a single layer, and none behind an activation', async () => {
    const [first, last] = network('relu');
    expect(headOf([first!])).toBeUndefined();
    const x = { data: Float64Array.from({ length: 9 }, (_, k) => k), shape: [1, 9] };
    const { data } = await headOf([last!])!.features(x);
    expect(data).toEqual(x.data);
    expect(data).not.toBe(x.data);
  });

  it('is offered, and cut to the classes that a model is restricted to', async () => {
    const model = referenceClassifier(network('tanh'));
    expect(offerOf(model)).toEqual({ offers: 'dense', features: true });
    const narrow = restrict(model, [2, 0]);
    expect(hasFeatures(narrow)).toBe(true);
    expect(await failures(classifierChecks(async () => narrow, { offers: 'dense' }))).toEqual([]);
  });
});

/** A correct classifier with a head that is changed. */
const withHead = (change: (head: Head) => Partial<Head>) =>
  broke(({ head }) => ({ head: { ...head!, ...change(head!) } }));

describe('checks of features', () => {
  it.each<[string, string, (head: Head) => Partial<Head>]>([
    ['other weights', FEATURES, ({ weight }) => ({ weight: weight.map((value, k) => (k === 4 ? -value : value)) })],
    [
      'transposed weights',
      FEATURES,
      ({ weight }) => ({ weight: weight.map((_, k) => weight[(k % 3) * 9 + Math.floor(k / 3)]!) }),
    ],
    ['no biases', FEATURES, ({ bias }) => ({ bias: bias.map(() => 0) })],
    ['a bias too many', FEATURES, ({ bias }) => ({ bias: Float64Array.of(...bias, 0) })],
    [
      'features before the activation',
      FEATURES,
      ({ features }) => ({ features: async (x) => mapped(await features(x), (v) => v - 0.1) }),
    ],
    [
      'features flat',
      FEATURES,
      ({ features }) => ({ features: async (x) => ({ data: (await features(x)).data, shape: [9 * count(x)] }) }),
    ],
    [
      'features normalised over the batch',
      ALONE,
      ({ features }) => ({
        features: async (x) => {
          const h = await features(x);
          const mean = h.data.reduce((a, b) => a + b, 0) / h.data.length;
          return mapped(h, (v) => v * (1 + 1e-13 * mean));
        },
      }),
    ],
    ['inputs written to', ALONE, ({ features }) => ({ features: async (x) => (x.data.fill(0), features(x)) })],
  ])('catch %s', async (_, name, change) => {
    const found = await failures(classifierChecks(withHead(change), { offers: 'dense' }));
    expect(found.map((line) => line.slice(0, line.indexOf(': ')))).toContain(name);
  });

  it('catch memory that is shared with the inputs', async () => {
    const [, last] = network('identity');
    const single = referenceClassifier([last!]);
    const make = async () => ({ ...single, head: { ...single.head!, features: async (x: never) => x } });
    expect((await failures(classifierChecks(make as never, { offers: 'dense' }))).join()).toContain('share memory');
  });

  it('leave classifiers without features alone', async () => {
    expect(
      await failures(
        classifierChecks(
          broke(() => ({ head: undefined })),
          { offers: 'dense' },
        ),
      ),
    ).toEqual([]);
    expect(await failures(classifierChecks(async () => right(), { offers: 'dense' }))).toEqual([]);
  });
});
