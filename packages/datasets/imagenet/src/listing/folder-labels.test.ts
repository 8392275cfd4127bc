import { afterEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { imagenet } from '../imagenet.js';
import { folderOf, type Files } from '../testing/folder.js';
import { SYNSETS } from './synsets.js';

const RED = [255, 0, 0] as const;
const [TENCH, GOLDFISH] = ['n01440764', 'n01443537'];
const made: (() => void)[] = [];
afterEach(() => made.splice(0).forEach((remove) => remove()));

async function open(files: Files, params: object): Promise<Dataset> {
  const { folder, remove } = await folderOf(files);
  made.push(remove);
  return openDataset(
    imagenet,
    { folder: 'val', classCount: 2, size: 2, ...params },
    { seed: 0, folder, warn: () => undefined },
  );
}

describe('imagenet from folders named by what they are', () => {
  const of = (...names: string[]): Files => Object.fromEntries(names.map((name) => [`val/${name}/a.png`, RED]));
  const labelsOf = async (files: Files, params: object): Promise<Record<string, number>> => {
    const dataset = await open(files, params);
    const { ids, labels } = await dataset.load(
      'test',
      Array.from({ length: dataset.size.test }, (_, k) => k),
    );
    return Object.fromEntries(ids.map((id, k) => [id.split('/')[0]!, labels[k]!]));
  };

  it.each<[string, string[], object, number[]]>([
    ['class numbers', ['10', '2', '0', '11'], { classCount: 12 }, [10, 2, 0, 11]],
    ['padded class numbers, some missing', ['0999', '0002'], { classCount: 1000 }, [999, 2]],
    ['class numbers that count from 1', ['1', '2', '12'], { classCount: 12, firstLabel: 1 }, [0, 1, 11]],
    ['a few synsets of the 1000', [GOLDFISH, 'n15075141', TENCH], { classCount: 1000 }, [1, 999, 0]],
  ])('labels %s', async (_, names, params, labels) => {
    expect(await labelsOf(of(...names), params)).toEqual(Object.fromEntries(names.map((name, k) => [name, labels[k]])));
  });

  it('takes class numbers into the class index', async () => {
    const dataset = await open(
      { ...of('1'), 'classes.json': JSON.stringify([TENCH, GOLDFISH]) },
      { classes: 'classes.json' },
    );
    expect([dataset.classes, [...(await dataset.load('test', [0])).labels]]).toEqual([[TENCH, GOLDFISH], [1]]);
  });

  it.each<[string, string[], object, string, RegExp]>([
    [
      'a number out of range',
      ['0', '2'],
      {},
      'label',
      /'2' of .*val is out of range, expected class numbers 0…1; .*firstLabel/,
    ],
    ['a number below the first', ['0', '1'], { firstLabel: 1 }, 'label', /'0' of .* expected class numbers 1…2/],
    ['a number twice', ['01', '1'], {}, 'label', /the class folders '01' and '1' for one class/],
    ['names', ['cat', 'dog'], {}, 'synset', /'cat' of .* is neither a synset.*use dataset image-folder/],
    ['numbers among synsets', ['0', TENCH], {}, 'synset', /'0' of .* is neither/],
    ['a stray among numbers', ['0', '1', 'notes'], {}, 'synset', /'notes' of .* is neither/],
    ['another synset than the 1000', [TENCH, 'n00000001'], { classCount: 1000 }, 'synset', /'n00000001' of .* none of/],
  ])('refuses %s', async (_, names, params, code, message) => {
    await expect(open(of(...names), params)).rejects.toMatchObject({
      code: `imagenet/${code}`,
      message: expect.stringMatching(message),
    });
  });

  it('knows the 1000 synsets in order', () => {
    expect([SYNSETS.length, new Set(SYNSETS).size, SYNSETS.every((synset) => /^n\d{8}$/.test(synset))]).toEqual([
      1000,
      1000,
      true,
    ]);
    expect([...SYNSETS].sort()).toEqual(SYNSETS);
  });
});
