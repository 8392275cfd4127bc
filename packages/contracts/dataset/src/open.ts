import { type ErrorMessage, FragilityError, parseParams, withMembers } from '@fragility/plugin';
import { withoutBroken } from './broken.js';
import type { AnyDataset, Dataset, DatasetContext, Examples, Skipped, Split } from './dataset.js';

/** Every skipped example must be one that was asked for, with an id and a reason. */
function checkSkipped(where: string, skipped: readonly Skipped[], indices: ArrayLike<number>): void {
  const asked = new Set(Array.from(indices));
  for (const { index, id, reason } of skipped) {
    if (asked.has(index) && id && reason) continue;
    throw new FragilityError(
      {
        given: `load() skipped example ${index} with id '${id}' and reason '${reason}'`,
        expected: 'one that was asked for, with an id and a reason',
        remedy: 'name what is skipped',
      },
      { where, code: 'dataset/skipped', kind: 'input' },
    );
  }
}

function checkExamples(where: string, dataset: Dataset, examples: Examples, indices: ArrayLike<number>): void {
  const { inputs, labels, ids, skipped = [] } = examples;
  const fail = (message: ErrorMessage, code: string): never => {
    throw new FragilityError(message, { where, code: `dataset/${code}`, kind: 'input' });
  };
  checkSkipped(where, skipped, indices);
  const expected = indices.length - skipped.length;
  const shape = [expected, ...dataset.shape];
  if (inputs.shape.join() !== shape.join() || labels.length !== expected || ids.length !== expected) {
    fail(
      {
        given: `load() returned inputs [${inputs.shape.join(', ')}], ${labels.length} labels, ${ids.length} ids`,
        expected: `inputs [${shape.join(', ')}] and ${expected} of each`,
        remedy: 'return them in the order of the indices asked for, and name what is skipped',
      },
      'shape',
    );
  }
  const [lower, upper] = dataset.bounds ?? [-Infinity, Infinity];
  const size = inputs.data.length / expected;
  for (let k = 0; k < inputs.data.length; k++) {
    const value = inputs.data[k]!;
    if ((value >= lower && value <= upper) || !Number.isFinite(value)) continue;
    fail(
      {
        given: `example ${ids[Math.floor(k / size)]} has ${value} at coordinate ${k % size}, outside the bounds [${lower}, ${upper}]`,
        remedy: 'rescale the data or widen the bounds',
      },
      'bounds',
    );
  }
}

/**
 * Checks an opened dataset and wraps it so that every load is checked: shape, inside the bounds; an example with a label out of range or a
 * value that is not finite is skipped, as one that cannot be read. `warn` is told once of every example that is skipped, with the number so far.
 *
 * @throws FragilityError `dataset/classes` (fewer than two), `dataset/empty`, `dataset/bounds` (reversed), `dataset/shape` (no dataset),
 *   `dataset/size`.
 * @example
 * const checked = checkDataset('dataset/mine', dataset);
 * (await checked.load('train', [0])).ids.length; // 1
 */
export function checkDataset(
  where: string,
  dataset: Dataset,
  warn: (message: string) => void = (message) => console.warn(message),
): Dataset {
  const told = new Set<string>();
  const fail = (message: ErrorMessage, code: string): never => {
    throw new FragilityError(message, { where, code: `dataset/${code}`, kind: 'input' });
  };
  if (typeof dataset?.load !== 'function' || !Array.isArray(dataset.classes) || !Array.isArray(dataset.shape))
    fail(
      {
        given: `open() returned ${String(dataset)}`,
        expected: 'shape, classes, bounds, size and load()',
        remedy: 'return them',
      },
      'shape',
    );
  const { classes, bounds, size } = dataset;
  const counts = [size?.train, size?.test];
  if (!counts.every((count) => Number.isInteger(count) && count! >= 0))
    fail(
      {
        given: `sizes are train ${counts[0]}, test ${counts[1]}`,
        expected: 'integers >= 0',
        remedy: 'correct the limits',
      },
      'size',
    );
  if (classes.length < 2)
    fail(
      {
        given: `${classes.length} class given`,
        expected: 'at least two',
        remedy: 'give data of two classes or more, or widen the class filter',
      },
      'classes',
    );
  if (size.train + size.test === 0)
    fail(
      {
        given: 'no examples given',
        expected: 'at least one',
        remedy: 'check the folder, the limits and the class filter',
      },
      'empty',
    );
  if (bounds && !(bounds[0] < bounds[1]))
    fail(
      { given: `bounds are [${bounds.join(', ')}]`, expected: 'numbers lower < upper', remedy: 'swap or correct them' },
      'bounds',
    );
  return withMembers(dataset, {
    load: async (split: Split, indices: ArrayLike<number>, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      for (let k = 0; k < indices.length; k++) {
        const index = indices[k]!;
        if (!(Number.isInteger(index) && index >= 0 && index < size[split])) {
          fail(
            {
              given: `example ${index} of '${split}' was asked for, there are ${size[split]}`,
              remedy: `ask for 0…${size[split] - 1}`,
            },
            'index',
          );
        }
      }
      const loaded = await dataset.load(split, indices, signal);
      checkExamples(where, dataset, loaded, indices);
      const examples = withoutBroken(where, dataset, split, indices, loaded);
      for (const { id, reason } of examples.skipped ?? []) {
        if (told.has(id)) continue;
        told.add(id);
        warn(`[${where}] example ${id} is skipped, ${told.size} so far: ${reason}`);
      }
      return examples;
    },
  });
}

/**
 * Parses the parameters, opens the dataset and checks it (see {@link checkDataset}).
 *
 * @throws FragilityError `plugin/params`, and those of {@link checkDataset}.
 * @example (await openDataset(gaussianPoints, { dimension: 8 }, { seed: 1 })).size; // { train: 8, test: 0 }
 */
export async function openDataset(definition: AnyDataset, params: unknown, context: DatasetContext): Promise<Dataset> {
  const where = `dataset/${definition.name}`;
  const parsed = parseParams(where, definition.params, params) as unknown;
  return checkDataset(where, await definition.open(parsed, context), context.warn);
}
