import { describe, expect, it } from '@jest/globals';
import type { Files } from './testing/folder.js';
import { BLUE, FLAT, GOLDFISH, NIPS, RED, SYNSETS, TENCH, open, warnings } from './testing/imagenet.js';

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

  it('takes images of folders within class folders, as in Tiny ImageNet, and says so', async () => {
    const files = { ...SYNSETS, [`val/${TENCH}/images/a.png`]: RED, [`val/${TENCH}/images/0/b.png`]: BLUE };
    const dataset = await open(files, { classes: 'classes.json' });
    const { ids, labels } = await dataset.load('test', [0, 1, 2, 3]);
    expect(ids).toEqual([`${TENCH}/a.JPEG`, `${TENCH}/images/a.png`, `${TENCH}/images/0/b.png`, `${GOLDFISH}/b.png`]);
    expect([...labels]).toEqual([0, 0, 0, 1]);
    expect(warnings[0]).toMatch(/within 1 class folders \(n01440764\) count for the class/);
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
