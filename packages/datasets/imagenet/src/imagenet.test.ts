import { afterEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { imagenet } from './index.js';
import { folderOf, type Files } from './testing/folder.js';

const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;
const [TENCH, GOLDFISH] = ['n01440764', 'n01443537'];
const INDEX = JSON.stringify({ 0: [TENCH, 'tench, Tinca tinca'], 1: [GOLDFISH, 'goldfish'] });
const SYNSETS: Files = {
  [`val/${GOLDFISH}/b.png`]: BLUE,
  [`val/${TENCH}/a.JPEG`]: RED,
  'classes.json': INDEX,
};
const FLAT: Files = { 'val/a.JPEG': RED, 'val/b.png': BLUE, 'val/c.png': BLUE, 'classes.json': INDEX };
const NIPS = 'ImageId,URL,TrueLabel,TargetClass\nb,"a, b",2,1\na,,1,2\n';

const made: (() => void)[] = [];
afterEach(() => made.splice(0).forEach((remove) => remove()));

async function open(files: Files, params: object, seed = 0): Promise<Dataset> {
  const { folder, remove } = await folderOf(files);
  made.push(remove);
  const tiny = { folder: 'val', classCount: 2, preprocess: { resize: { exact: [2, 2] }, interpolation: 'nearest' } };
  return openDataset(imagenet, { ...tiny, ...params }, { seed, folder, warn: () => undefined });
}

describe('imagenet from synset folders', () => {
  it('takes labels from the class index, and pixels in height × width × RGB', async () => {
    const dataset = await open(SYNSETS, { classes: 'classes.json' });
    expect(dataset.size).toEqual({ train: 0, test: 2 });
    expect(dataset.classes).toEqual(['tench, Tinca tinca', 'goldfish']);
    const { inputs, labels, ids } = await dataset.load('test', [1, 0]);
    expect(ids).toEqual([`${GOLDFISH}/b.png`, `${TENCH}/a.JPEG`]);
    expect([...labels]).toEqual([1, 0]);
    expect(inputs.shape).toEqual([2, 2, 2, 3]);
    expect([...inputs.data.subarray(0, 12)]).toEqual([1, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
  });

  it('numbers sorted folders where all classes are there', async () => {
    const dataset = await open(SYNSETS, {});
    expect([dataset.classes, [...(await dataset.load('test', [0, 1])).labels]]).toEqual([
      [TENCH, GOLDFISH],
      [0, 1],
    ]);
  });

  it.each<[string, string, string]>([
    [
      'a list of pairs',
      'classes.json',
      JSON.stringify([
        [GOLDFISH, 'g'],
        [TENCH, 't'],
      ]),
    ],
    ['a list of synsets', 'classes.json', JSON.stringify([GOLDFISH, TENCH])],
    ['a text of synsets', 'synsets.txt', `${GOLDFISH} goldfish, Carassius auratus\n${TENCH} tench\n`],
  ])('reads the class index as %s', async (_, classes, text) => {
    const dataset = await open({ ...SYNSETS, [classes]: text }, { classes });
    expect([...(await dataset.load('test', [0, 1])).labels]).toEqual([1, 0]);
  });

  it('shuffles by the seed', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, k) => [`val/${k < 4 ? TENCH : GOLDFISH}/${k}.png`, RED]),
    );
    const idsOf = async (seed: number) =>
      (await (await open(files, { shuffle: true }, seed)).load('test', [0, 1, 2, 3, 4, 5, 6, 7])).ids;
    const ids = await idsOf(1);
    expect(await idsOf(1)).toEqual(ids);
    expect(await idsOf(2)).not.toEqual(ids);
    expect(ids.toSorted()).not.toEqual(ids);
    expect(ids.toSorted()[7]).toBe(`${GOLDFISH}/7.png`);
  });
});

describe('imagenet from a flat folder', () => {
  it.each<[string, Files, object]>([
    ['text', { 'val.txt': 'b.png 1\n\na.JPEG 0\n' }, { labels: 'val.txt' }],
    [
      'text in UTF-16, as Excel writes it',
      { 'val.txt': Buffer.from('\uFEFFb.png 1\r\na.JPEG 0\r\n', 'utf16le') },
      { labels: 'val.txt' },
    ],
    ['text with synsets', { 'val.txt': `b ${GOLDFISH}\na ${TENCH}` }, { labels: 'val.txt', classes: 'classes.json' }],
    ['the CSV of NIPS-2017, which counts from 1', { 'dev.csv': NIPS }, { labels: 'dev.csv' }],
    ['CSV that counts from 0', { 'l.csv': 'ImageId,TrueLabel\r\nb,1\r\na,0\r\n' }, { labels: 'l.csv' }],
    [
      'CSV that is said to count from 1',
      { 'l.csv': 'ImageId,TrueLabel\nb,2\na,1' },
      { labels: 'l.csv', firstLabel: 1 },
    ],
    [
      'CSV with other columns and more after the synset',
      { 'l.csv': `\uFEFFName,Prediction\nb,${GOLDFISH} 85 1 499 272\na,${TENCH} 1 2 3 4\n` },
      { labels: 'l.csv', columns: { image: 'Name', label: 'Prediction' }, classes: 'classes.json' },
    ],
  ])('reads %s', async (_, files, params) => {
    const dataset = await open({ ...FLAT, ...files }, params);
    const { labels, ids } = await dataset.load('test', [0, 1]);
    expect([dataset.size.test, [...labels], ids]).toEqual([2, [1, 0], ['b.png', 'a.JPEG']]);
  });
});

describe('imagenet refuses', () => {
  it.each<[string, Files, object, string, RegExp]>([
    ['a missing folder', {}, {}, 'folder', /val does not exist, expected a folder of images; give the right path/],
    ['a file as folder', { val: 'x' }, {}, 'folder', /val is a file, expected a folder of images/],
    [
      'a folder without images',
      { [`val/${TENCH}/.hidden`]: '', [`val/${GOLDFISH}/.x`]: '' },
      {},
      'empty',
      /no images in the 2 class folders/,
    ],
    ['a flat folder without labels', FLAT, {}, 'folder', /no class folders \(3 files\).*give `labels`/],
    [
      'too few class folders without an index',
      { [`val/${TENCH}/a.png`]: RED },
      {},
      'classes',
      /has 1 class folders, expected 2/,
    ],
    [
      'an index of another length',
      SYNSETS,
      { classes: 'classes.json', classCount: 1000 },
      'classes',
      /has 2 classes, expected 1000/,
    ],
    [
      'an index with a gap',
      { ...SYNSETS, 'c.json': `{"1":["${TENCH}","t"]}` },
      { classes: 'c.json' },
      'classes',
      /nothing of class 0/,
    ],
    [
      'an index with other keys',
      { ...SYNSETS, 'c.json': '{"tench":0}' },
      { classes: 'c.json' },
      'classes',
      /the key 'tench'/,
    ],
    [
      'an index with a synset twice',
      { ...SYNSETS, 'c.txt': `${TENCH}\n${TENCH}` },
      { classes: 'c.txt' },
      'classes',
      /for classes 0 and 1/,
    ],
    ['an index that is not JSON', { ...SYNSETS, 'c.json': '{' }, { classes: 'c.json' }, 'classes', /is not JSON/],
    ['a missing index', SYNSETS, { classes: 'nope.json' }, 'missing', /class index .*nope\.json does not exist/],
    [
      'an unknown synset',
      { ...SYNSETS, 'val/n01440765/a.png': RED },
      { classes: 'classes.json' },
      'synset',
      /unknown synset 'n01440765' \(did you mean 'n01440764'\?\)/,
    ],
    [
      'a folder in a class folder',
      { ...SYNSETS, [`val/${TENCH}/images/a.png`]: RED },
      {},
      'type',
      /images is a folder, expected images in .*; move its images up/,
    ],
    [
      'labels in Latin-1',
      { ...FLAT, 'l.txt': Buffer.from('a 0\nbé 1', 'latin1') },
      { labels: 'l.txt' },
      'missing',
      /labels file .*l\.txt is not UTF-8 at line 2, column 2/,
    ],
    ['missing labels', FLAT, { labels: 'nope.txt' }, 'missing', /labels file .*nope\.txt does not exist/],
    ['labels of another type', FLAT, { labels: 'classes.json' }, 'labels', /type '\.json', expected \.csv or \.txt/],
    ['labels for no image', { ...FLAT, 'l.txt': '\n' }, { labels: 'l.txt' }, 'empty', /names no images/],
    [
      'numbers without names',
      { ...FLAT, 'l.txt': '490\n361' },
      { labels: 'l.txt' },
      'labels',
      /l\.txt:1 is '490', expected NAME LABEL/,
    ],
    [
      'CSV without the columns',
      { ...FLAT, 'l.csv': 'ImageID,Label\na,1' },
      { labels: 'l.csv' },
      'columns',
      /no column 'ImageId' \(did you mean 'ImageID'\?\), it has ImageID, Label/,
    ],
    ['an empty CSV', { ...FLAT, 'l.csv': '' }, { labels: 'l.csv' }, 'columns', /it has none/],
    [
      'a short CSV line',
      { ...FLAT, 'l.csv': 'ImageId,TrueLabel\na' },
      { labels: 'l.csv' },
      'labels',
      /l\.csv:2 has 1 cells, expected the header's 2/,
    ],
    [
      'an open quote',
      { ...FLAT, 'l.csv': 'ImageId,TrueLabel\n"a,1' },
      { labels: 'l.csv' },
      'labels',
      /line 2 has a quote that is not closed/,
    ],
    [
      'an image that is not there',
      { ...FLAT, 'l.txt': 'a 0\nx 0\ny 0' },
      { labels: 'l.txt' },
      'image',
      /2 of the 3 images .* the first is 'x' \(line 2\)/,
    ],
    [
      'an image of another type',
      { ...FLAT, 'val/x.heic': '', 'l.txt': 'x 0' },
      { labels: 'l.txt' },
      'type',
      /x\.heic is not called like an image, expected \.jpg, .*; convert it/,
    ],
    [
      'a name that two images have',
      { ...FLAT, 'val/a.png': RED, 'l.txt': 'a 0' },
      { labels: 'l.txt' },
      'image',
      /'a' may be a\.JPEG or a\.png of/,
    ],
    [
      'an image twice',
      { ...FLAT, 'l.txt': 'a 0\na.JPEG 0' },
      { labels: 'l.txt' },
      'labels',
      /a\.JPEG on lines 1 and 2/,
    ],
    [
      'a label out of range',
      { ...FLAT, 'l.txt': 'a 0\nb 2' },
      { labels: 'l.txt' },
      'label',
      /l\.txt:2: label 2 of b\.png is out of range, expected 0…1/,
    ],
    [
      'a label below the range',
      { ...FLAT, 'dev.csv': NIPS.replace('2,1\n', '0,1\n') },
      { labels: 'dev.csv' },
      'label',
      /label 0 .*expected 1…2/,
    ],
    [
      'a synset without an index',
      { ...FLAT, 'l.txt': `a ${TENCH}` },
      { labels: 'l.txt' },
      'synset',
      /no class index with synsets/,
    ],
    [
      'a crop larger than the image',
      SYNSETS,
      { preprocess: { resize: { shortSide: 20 }, crop: 24 } },
      'crop',
      /crop 24 is larger than the 20/,
    ],
    [
      'a short side without crop',
      SYNSETS,
      { preprocess: { resize: { shortSide: 20 } } },
      'crop',
      /images of many shapes/,
    ],
  ])('%s', async (_, files, params, code, message) => {
    const files_ = Object.keys(files).length > 0 ? files : { x: '' };
    await expect(open(files_, params)).rejects.toMatchObject({
      code: `imagenet/${code}`,
      message: expect.stringMatching(message),
    });
  });
});
