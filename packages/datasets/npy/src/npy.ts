import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defineDataset, type Split } from '@fragility/dataset';
import {
  contentOf,
  failOf,
  promisedByNpy,
  readNpy,
  unpacked,
  type Fail,
  type NpyArray,
} from '@fragility/dataset/files';
import { z } from 'zod';
import { chooseArray, type Role } from './choose.js';
import { doubtsOf, type SplitSummary } from './doubts.js';
import { labelsOf } from './labels.js';
import { axesOf, copy } from './layout.js';
import { readNpz } from './read-npz.js';

const fail: Fail = failOf('npy');

const part = z
  .strictObject({
    inputs: z.string().describe('array of inputs [n, …]: x.npy, data.npz#x_test, or an archive with usual names'),
    labels: z.string().describe('array of labels: class numbers [n] or [n, 1], or one-hot rows [n, K]'),
  })
  .optional();

const params = z.strictObject({
  test: part.describe('the test split'),
  train: part.describe('the training split'),
  layout: z.enum(['nhwc', 'nchw']).optional().describe('order of the axes of four-dimensional inputs; required there'),
  divide: z.number().positive().optional().describe('what inputs are divided by: 255 for uint8 if left out, else 1'),
  bounds: z
    .union([z.tuple([z.number(), z.number()]), z.literal('none')])
    .optional()
    .describe('range of the divided inputs; [0, 1] if left out, where all are in it'),
  firstLabel: z.int().min(0).max(1).optional().describe('number of the first class; 0 if left out'),
  classes: z.array(z.string()).min(2).optional().describe('names of the classes, the first label first'),
});

/** One split, read. */
interface Opened {
  readonly file: string;
  readonly labelFile: string;
  readonly inputs: NpyArray;
  readonly labels: Int32Array;
  readonly width: number | undefined;
}

/** Why a file cannot be read. */
const whyNot = ({ code }: NodeJS.ErrnoException): string =>
  code === 'ENOENT'
    ? 'does not exist'
    : code === 'ERR_FS_FILE_TOO_LARGE'
      ? 'has more than 2 GiB, save it in parts or as uint8'
      : `cannot be read (${String(code)})`;

/** What is told of guesses. */
type Say = (message: string) => void;

async function arrayOf(
  reference: string,
  base: string,
  [role, split]: readonly [Role, Split],
  say: Say,
): Promise<{ file: string; array: NpyArray }> {
  const [path, name] = /^(.*)#([^#]+)$/.exec(reference)?.slice(1) ?? [reference];
  const file = resolve(base, path!);
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) =>
    fail(
      {
        file,
        given: `${file} ${whyNot(cause)}`,
        expected: 'a .npy or .npz file',
        remedy: 'give the right path, relative to the config',
      },
      'missing',
      cause,
    ),
  );
  if (contentOf(bytes) === 'a zip archive') {
    const found = readNpz(file, bytes, name, (names) => chooseArray(names, role, split), fail);
    if (name === undefined) say(`${role} of '${split}' are the array '${found.name}' of ${file}, by its name`);
    const place = `${path}#${found.name}`;
    return { file: place, array: readNpy(place, found.bytes, fail) };
  }
  const codes = { gzip: 'gzip', other: 'npy', wanted: 'a NumPy file', promised: promisedByNpy };
  return { file, array: readNpy(file, unpacked(file, bytes, 'a .npy or .npz file', fail, codes), fail) };
}

/** Smallest and largest value; refuses those that are not finite or outside the bounds, before any is used. */
function rangeOf(
  opened: Opened,
  divide: number,
  bounds: readonly [number, number] | null,
  given: boolean,
): readonly [number, number] {
  const { shape, strides } = opened.inputs;
  const count = shape.reduce((a, b) => a * b, 1);
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < count; k++) {
    const value = opened.inputs.at(k) / divide;
    if (!Number.isFinite(value))
      fail(
        {
          file: opened.file,
          given: `input ${Math.floor(k / strides[0]!) % shape[0]!} of ${opened.file} has the value ${value}`,
          expected: 'finite numbers',
          remedy: 'clean the data',
        },
        'range',
      );
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!bounds || (low >= bounds[0] && high <= bounds[1])) return [low, high];
  const wanted = `${given ? 'values within bounds' : 'values in'} [${bounds.join(', ')}]`;
  return fail(
    {
      file: opened.file,
      given: `${opened.file} has values from ${low} to ${high}`,
      expected: wanted,
      remedy: 'set divide (255 for grey levels), or bounds to the range that is allowed',
    },
    'range',
  );
}

async function open(
  split: Split,
  given: z.output<typeof part>,
  { base, first, say }: { base: string; first: number; say: Say },
): Promise<Opened | undefined> {
  if (!given) return undefined;
  const { file, array: inputs } = await arrayOf(given.inputs, base, ['inputs', split], say);
  const { file: labelFile, array } = await arrayOf(given.labels, base, ['labels', split], say);
  const { labels, width } = labelsOf(labelFile, array, first, fail);
  if (inputs.shape[0] !== labels.length)
    fail(
      {
        given: `'${split}' has ${inputs.shape[0] ?? 'no'} inputs (${file}) and ${labels.length} labels (${labelFile})`,
        remedy: 'use files that belong together',
      },
      'shape',
    );
  return { file, labelFile, inputs, labels, width };
}

/**
 * NumPy arrays as a dataset: inputs `[n, d]`, `[n, h, w]` or `[n, h, w, c]`, labels as class numbers or one-hot rows.
 *
 * Files are .npy or .npz (`data.npz#x_test`), told by content. Images come out as [height, width, channels]; the order of four axes must
 * be given as `layout`. uint8 is divided by 255. Ids `npy-test-17` by position.
 *
 * @throws FragilityError `npy/missing`, `/npy`, `/npz`, `/gzip`, `/shape`, `/layout`, `/label`, `/range`, naming the file, and `npy/classes`.
 * @example
 * const opened = openDataset(npy, { test: { inputs: 'nowhere.npy', labels: 'y.npy' } }, { seed: 0 });
 * await opened.catch((error) => error.code); // 'npy/missing'
 */
export const npy = defineDataset({
  name: 'npy',
  summary: 'NumPy arrays: inputs and labels in .npy or .npz files',
  params,
  open: async (given, { folder = '.', warn = console.warn }) => {
    const say: Say = (message) => warn(`[dataset/npy] ${message}`);
    const how = { base: folder, first: given.firstLabel ?? 0, say };
    const splits = { train: await open('train', given.train, how), test: await open('test', given.test, how) };
    const all = [splits.test, splits.train].filter((one) => one !== undefined);
    const [first, second] = all;
    if (!first)
      return fail(
        { given: 'neither train nor test is given', expected: 'at least one', remedy: 'give inputs and labels' },
        'missing',
      );
    const { shape, axes } = axesOf(first, given.layout);
    if (second && axesOf(second, given.layout).shape.join() !== shape.join())
      fail(
        {
          given: `inputs are [${shape.join(', ')}] in ${first.file} and [${axesOf(second, given.layout).shape.join(', ')}] in ${second.file}`,
          expected: 'one shape',
          remedy: 'use files that belong together',
        },
        'shape',
      );
    if (second && second.inputs.type !== first.inputs.type && given.divide === undefined)
      fail(
        {
          given: `inputs are of type ${first.inputs.type} in ${first.file} and ${second.inputs.type} in ${second.file}`,
          remedy: 'set divide, or save them alike',
        },
        'range',
      );
    const divide = given.divide ?? (first.inputs.type === 'u1' ? 255 : 1);
    const bounds = given.bounds === 'none' ? null : (given.bounds ?? ([0, 1] as [number, number]));
    const looks = all.map((one): SplitSummary => {
      const [low, high] = rangeOf(one, divide, bounds, given.bounds !== undefined);
      return { ...one, low, high, divide };
    });
    const told = { firstLabel: given.firstLabel !== undefined, unitBounds: given.bounds === undefined, shape };
    doubtsOf(looks, told).forEach(say);
    const most = all.reduce((high, { labels }) => labels.reduce((a, b) => Math.max(a, b), high), 0);
    const widths = all.map(({ width }) => width ?? 0);
    const count = given.classes?.length ?? Math.max(most + 1, ...widths);
    if (most >= count || widths.some((width) => width > count))
      fail(
        {
          given: `labels reach ${Math.max(most, ...widths.map((width) => width - 1))}`,
          expected: `0…${count - 1}`,
          remedy: 'name all classes',
        },
        'classes',
      );
    const size = shape.reduce((a, b) => a * b, 1);
    return {
      shape,
      classes: given.classes ?? Array.from({ length: count }, (_, k) => `${k + how.first}`),
      bounds,
      size: { train: splits.train?.labels.length ?? 0, test: splits.test?.labels.length ?? 0 },
      load: async (split, indices) => {
        const { inputs, labels } = splits[split]!;
        const data = new Float64Array(indices.length * size);
        for (let k = 0; k < indices.length; k++)
          copy(inputs, indices[k]!, axes, divide, data.subarray(k * size, (k + 1) * size));
        return {
          inputs: { data, shape: [indices.length, ...shape] },
          labels: Int32Array.from(indices, (i) => labels[i]!),
          ids: Array.from(indices, (i) => `npy-${split}-${i}`),
        };
      },
    };
  },
});
