import { expect, it } from '@jest/globals';
import { inMemory } from '@fragility/dataset';
import { strictObject } from 'valibot';
import { buildModel, defineModel } from './index.js';

const examples = { inputs: { data: new Float64Array(2), shape: [1, 2] }, labels: Int32Array.of(0) };
const context = {
  dataset: inMemory(['a', 'b'], null, { train: examples, test: examples }),
  seed: 1,
  engine: 'auto',
} as never;
const classifier = { inputShape: [2], classes: 2, bounds: null, precision: 'float64', logits: async () => undefined };

const build = (built: unknown) =>
  buildModel(
    defineModel({ name: 'm', summary: 'A model', params: strictObject({}), build: async () => built as never }),
    {},
    context,
  );

it.each<[string, unknown]>([
  ['nothing', undefined],
  ['an empty object', {}],
  ...['inputShape', 'classes', 'bounds', 'precision', 'logits'].map((member): [string, unknown] => [
    `a model without ${member}`,
    { ...classifier, [member]: undefined },
  ]),
])('%s is no classifier', async (_, built) => {
  await expect(build(built)).rejects.toMatchObject({ code: 'model/build', kind: 'failure' });
});

it('a classifier is one', async () => {
  expect(await build(classifier)).toBe(classifier);
});
