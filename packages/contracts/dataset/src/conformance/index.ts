import { expectThat, parseParams, type Check } from '@fragility/plugin';
import type { AnyDataset, Dataset, Examples, Split } from '../dataset.js';
import { checkDataset } from '../open.js';

const MOST = 32;

const same = (a: Examples, b: Examples): boolean =>
  a.inputs.data.every((v, k) => v === b.inputs.data[k]) &&
  a.labels.every((v, k) => v === b.labels[k]) &&
  a.ids.join() === b.ids.join();

/**
 * Everything a dataset must do, as named checks. `params` opens a small instance; `folder` is where relative paths start.
 *
 * @example
 * const verdicts = await runChecks(datasetChecks(gaussianPoints, { dimension: 8 }));
 */
export function datasetChecks(definition: AnyDataset, params: unknown, { folder }: { folder?: string } = {}): Check[] {
  const where = `dataset/${definition.name}`;
  const open = async (seed = 1): Promise<Dataset> =>
    definition.open(
      parseParams(where, definition.params, params) as unknown,
      folder === undefined ? { seed } : { seed, folder },
    );
  const some = async (): Promise<{ dataset: Dataset; split: Split; all: number[]; examples: Examples }> => {
    const dataset = await open();
    const split = dataset.size.train > 0 ? 'train' : 'test';
    const all = Array.from({ length: Math.min(MOST, dataset.size[split]) }, (_, i) => i);
    return { dataset, split, all, examples: await checkDataset(where, dataset).load(split, all) };
  };
  return [
    {
      name: 'says what it is',
      run: async () => expectThat(Boolean(definition.name && definition.summary), () => 'name or summary is missing'),
    },
    {
      name: 'refuses an unknown parameter by name',
      run: async () => {
        const given = { ...(params as object), 'no-such-parameter': 1 };
        const message = await Promise.resolve()
          .then(() => parseParams(where, definition.params, given))
          .then(
            () => 'nothing',
            (error: unknown) => String(error),
          );
        expectThat(
          message.includes('no-such-parameter'),
          () => `expected an error that names the parameter, got ${message}`,
        );
      },
    },
    { name: 'examples are finite, in bounds, of the declared shape and labels', run: async () => void (await some()) },
    {
      name: 'ids are unique',
      run: async () => {
        const { examples } = await some();
        expectThat(new Set(examples.ids).size === examples.ids.length, () => 'two examples share an id');
      },
    },
    {
      name: 'same seed, same data',
      run: async () => {
        const [once, again] = [await some(), await some()];
        expectThat(same(once.examples, again.examples), () => 'two openings with one seed differ');
      },
    },
    {
      name: 'a subset, in any order, equals the whole',
      run: async () => {
        const { dataset, split, all, examples } = await some();
        const order = all.filter((i) => i % 2 === 0).reverse();
        const subset = await dataset.load(split, order);
        const size = examples.inputs.data.length / all.length;
        order.forEach((i, k) => {
          const equal =
            subset.ids[k] === examples.ids[i] &&
            subset.labels[k] === examples.labels[i] &&
            subset.inputs.data
              .subarray(k * size, (k + 1) * size)
              .every((v, c) => v === examples.inputs.data[i * size + c]);
          expectThat(equal, () => `example ${i} differs when loaded among others`);
        });
      },
    },
    {
      name: 'loaded buffers belong to the caller',
      run: async () => {
        const { dataset, split, all, examples } = await some();
        const before = examples.inputs.data.slice();
        const loaded = await dataset.load(split, all);
        loaded.inputs.data.fill(NaN);
        loaded.labels.fill(-1);
        const after = await dataset.load(split, all);
        expectThat(
          after.inputs.data.every((v, k) => v === before[k]),
          () => 'writing to loaded inputs changed the dataset',
        );
        expectThat(
          after.labels.every((v) => v >= 0),
          () => 'writing to loaded labels changed the dataset',
        );
      },
    },
  ];
}
