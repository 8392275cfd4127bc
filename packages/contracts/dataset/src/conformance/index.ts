import { take } from '@fragility/numerics';
import { expectThat, parseParams, refusesUnknownParameter, saysWhatItIs, type Check } from '@fragility/plugin';
import type { AnyDataset, Dataset, Examples, Skipped, Split } from '../dataset.js';
import { checkDataset } from '../open.js';

const MOST = 32;

/** Some examples of one split, spread over all of it, without those that were skipped. */
interface Part {
  readonly dataset: Dataset;
  readonly split: Split;
  readonly indices: readonly number[];
  readonly examples: Examples;
  readonly skipped: readonly Skipped[];
}

const same = (a: Examples, b: Examples): boolean =>
  a.inputs.data.every((v, k) => v === b.inputs.data[k]) &&
  a.labels.length === b.labels.length &&
  a.labels.every((v, k) => v === b.labels[k]) &&
  a.ids.join() === b.ids.join();

const silent = (): void => undefined;

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
  const each = async (body: (part: Part) => Promise<void>): Promise<void> => {
    const dataset = await open();
    for (const split of ['train', 'test'] as const) {
      const size = dataset.size[split];
      const count = Math.min(MOST, size);
      const asked = Array.from({ length: count }, (_, k) => Math.floor((k * size) / count));
      if (count === 0) continue;
      const { skipped = [], ...examples } = await checkDataset(where, dataset, silent).load(split, asked);
      const indices = asked.filter((index) => !skipped.some((one) => one.index === index));
      await body({ dataset, split, indices, examples, skipped });
    }
  };
  return [
    saysWhatItIs(definition),
    refusesUnknownParameter((extra) => parseParams(where, definition.params, { ...(params as object), ...extra })),
    {
      name: 'examples are finite, in bounds, of the declared shape and labels',
      run: () =>
        each(async ({ skipped }) => {
          const broken = skipped.find(({ code }) => code !== undefined);
          expectThat(broken === undefined, () => `${broken?.code}: ${broken?.reason}`);
        }),
    },
    {
      name: 'ids are unique',
      run: async () => {
        const ids: string[] = [];
        await each(async ({ examples, skipped }) => void ids.push(...examples.ids, ...skipped.map(({ id }) => id)));
        const twice = ids.find((id, k) => ids.indexOf(id) !== k);
        expectThat(twice === undefined, () => `two examples share the id '${twice}'`);
      },
    },
    {
      name: 'same seed, same data',
      run: () =>
        each(async ({ split, indices, examples }) => {
          const again = await (await open()).load(split, indices);
          expectThat(same(examples, again), () => `two openings with one seed differ in '${split}'`);
        }),
    },
    {
      name: 'a subset, in any order, equals the whole',
      run: () =>
        each(async ({ dataset, split, indices, examples }) => {
          const order = indices
            .map((_, k) => k)
            .filter((k) => k % 2 === 0)
            .reverse();
          const subset = await dataset.load(
            split,
            order.map((k) => indices[k]!),
          );
          const expected = {
            inputs: take(examples.inputs, order),
            labels: Int32Array.from(order, (k) => examples.labels[k]!),
            ids: order.map((k) => examples.ids[k]!),
          };
          expectThat(same(expected, subset), () => `examples of '${split}' differ when loaded among others`);
        }),
    },
    {
      name: 'what is skipped is skipped alone too',
      run: () =>
        each(async ({ dataset, split, skipped }) => {
          for (const { index, id } of skipped) {
            const alone = await checkDataset(where, dataset, silent).load(split, [index]);
            const [again] = alone.skipped ?? [];
            expectThat(again?.id === id, () => `example ${id} of '${split}' is skipped among others, not alone`);
          }
        }),
    },
    {
      name: 'loaded buffers belong to the caller',
      run: () =>
        each(async ({ dataset, split, indices, examples }) => {
          const before = {
            ...examples,
            inputs: { ...examples.inputs, data: examples.inputs.data.slice() },
            labels: examples.labels.slice(),
          };
          examples.inputs.data.fill(NaN);
          examples.labels.fill(-1);
          const after = await dataset.load(split, indices);
          expectThat(same(before, after), () => `writing to loaded examples changed '${split}'`);
        }),
    },
  ];
}
