import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { imageFolder } from './index.js';
import { folderOf, type Files } from './testing/folder.js';

const FILES: Files = {
  'train/dog/1.png': [255, 0, 0],
  'train/cat/2.jpg': [0, 0, 255],
  'train/cow/3.png': [0, 255, 0],
  'test/cat/4.png': [0, 0, 255],
};

/** Folder by folder, as os.walk sorted does. */
const byPath = (a: string, b: string): number => {
  const [one, two] = [a, b].map((path) => path.slice(0, path.lastIndexOf('/')));
  return one === two ? (a < b ? -1 : 1) : one! < two! ? -1 : 1;
};

const made: (() => void)[] = [];
afterEach(() => made.splice(0).forEach((remove) => remove()));

const warnings: string[] = [];
async function open(params: object, files = FILES): Promise<Dataset> {
  const { folder, remove } = await folderOf(files);
  made.push(remove);
  warnings.length = 0;
  const warn = (message: string): void => void warnings.push(message);
  return openDataset(imageFolder, { size: 8, ...params }, { seed: 0, folder, warn });
}

describe('image-folder', () => {
  it('labels by the sorted folders of both splits', async () => {
    const dataset = await open({ train: 'train', test: 'test' });
    expect([dataset.classes, dataset.size, dataset.shape]).toEqual([
      ['cat', 'cow', 'dog'],
      { train: 3, test: 1 },
      [8, 8, 3],
    ]);
    const { labels, ids } = await dataset.load('train', [0, 1, 2]);
    expect([[...labels], ids]).toEqual([
      [0, 1, 2],
      ['train/cat/2.jpg', 'train/cow/3.png', 'train/dog/1.png'],
    ]);
    expect((await dataset.load('test', [0])).ids).toEqual(['test/cat/4.png']);
  });

  it('takes the classes chosen, in their order', async () => {
    const dataset = await open({ train: 'train', classes: ['dog', 'cat'] });
    expect([...(await dataset.load('train', [0, 1])).labels]).toEqual([1, 0]);
    expect([dataset.classes, dataset.size]).toEqual([['dog', 'cat'], { train: 2, test: 0 }]);
  });

  it('orders folders that are all numbers by value, and says so where text sorts otherwise', async () => {
    const numbered = (...names: string[]): Files =>
      Object.fromEntries(names.map((name) => [`test/${name}/a.png`, [0, 0, 255] as const]));
    expect((await open({ test: 'test' }, numbered('10', '2', '0', '01'))).classes).toEqual(['0', '01', '2', '10']);
    expect(warnings).toEqual([expect.stringMatching(/\(label 2 is '2'\), where torchvision.*\(label 2 is '10'\)/)]);
    expect((await open({ test: 'test' }, numbered('007', '010', '002'))).classes).toEqual(['002', '007', '010']);
    expect((await open({ test: 'test' }, numbered('10', '2', 'x'))).classes).toEqual(['10', '2', 'x']);
    expect((await open({ test: 'test', classes: ['10', '2'] }, numbered('10', '2'))).classes).toEqual(['10', '2']);
    expect(warnings).toEqual([]);
  });

  it('leaves out strays without a word, and other files with one', async () => {
    const strays = [
      'Thumbs.db',
      'desktop.ini',
      '.DS_Store',
      '._4.png',
      '.ipynb_checkpoints/4-checkpoint.png',
      '__MACOSX/._4.png',
    ];
    const files = (names: string[]): Files => ({
      ...{
        'test/cat/4.png': [0, 0, 255],
        'test/dog/5.webp': [0, 0, 255],
        'test/README.md': 'x',
        'test/__MACOSX/x': 'x',
      },
      ...Object.fromEntries(names.map((name) => [`test/cat/${name}`, 'x'])),
    });
    expect((await open({ test: 'test' }, files(strays))).size.test).toBe(2);
    expect(warnings).toEqual([]);
    const dataset = await open(
      { test: 'test' },
      files([...strays, 'readme.txt', 'labels.json', '4.png.bak', 'noending']),
    );
    expect([dataset.size.test, dataset.classes]).toEqual([2, ['cat', 'dog']]);
    expect(warnings).toEqual([
      '[dataset/image-folder] test: 4 files are left out, not called like an image (cat/4.png.bak, cat/labels.json, cat/noending, …)',
    ]);
  });

  it('takes images in folders within class folders, as torchvision does, and says so; links that lead back are left out', async () => {
    const nested: Files = {
      'test/cat/b/2.png': [0, 0, 255],
      'test/cat/b.c/3.png': [0, 255, 0],
      'test/cat/1.png': [255, 0, 0],
      'test/dog/4.png': [9, 9, 9],
    };
    const dataset = await open({ test: 'test' }, nested);
    const { ids, labels } = await dataset.load('test', [0, 1, 2, 3]);
    expect(ids).toEqual(
      ['test/cat/1.png', 'test/cat/b/2.png', 'test/cat/b.c/3.png', 'test/dog/4.png'].toSorted(byPath),
    );
    expect([...labels]).toEqual([0, 0, 0, 1]);
    expect(warnings).toEqual([expect.stringMatching(/test: images in folders within 1 class folders \(cat\) count/)]);
    const { folder, remove } = await folderOf(nested);
    made.push(remove);
    symlinkSync(join(folder, 'test', 'cat'), join(folder, 'test', 'cat', 'b', 'back'));
    const linked = await openDataset(
      imageFolder,
      { test: 'test', size: 8 },
      { seed: 0, folder, warn: () => undefined },
    );
    expect(linked.size.test).toBe(4);
  });

  it('refuses splits in place of classes', async () => {
    await expect(open({ test: '.' })).rejects.toThrow(/are splits \(test, train\), expected a folder per class/);
  });

  it('names an image that is there twice, in another class too', async () => {
    const twins: Files = {
      'test/cat/1.png': [0, 0, 255],
      'test/cat/2.png': [0, 0, 255],
      'test/dog/3.png': [0, 0, 255],
    };
    const dataset = await open({ test: 'test' }, twins);
    await dataset.load('test', [0]);
    await dataset.load('test', [1]);
    await dataset.load('test', [0, 2]);
    expect(warnings).toEqual([
      '[dataset/image-folder] test/cat/2.png is the same file as test/cat/1.png; remove one, told once',
      '[dataset/image-folder] test/dog/3.png is the same file as test/cat/1.png, of another class; remove one, told once',
    ]);
  });

  it('names a class folder without images, which counts all the same', async () => {
    const dataset = await open(
      { train: 'train', test: 'test' },
      { ...FILES, 'train/bird/.keep': '', 'test/bird/.keep': '' },
    );
    expect(dataset.classes).toEqual(['bird', 'cat', 'cow', 'dog']);
    expect(warnings.at(-1)).toMatch(/1 of 4 class folders have no images \(bird\), but count as classes/);
    await open({ train: 'train', classes: ['cat', 'bird'] }, { ...FILES, 'train/bird/.keep': '' });
    expect(warnings).toEqual([]);
  });

  it('names classes that are in one split only', async () => {
    await open({ train: 'train', test: 'test' });
    expect(warnings).toEqual([expect.stringMatching(/2 of 3 classes are in train only \(cow, dog\)/)]);
    await open(
      { train: 'train', test: 'test' },
      { ...FILES, 'test/Cow/x.png': [0, 255, 0], 'test/dog/y.png': [0, 255, 0] },
    );
    expect(warnings).toEqual([
      expect.stringMatching(/1 of 4 classes are in train only \(cow\)/),
      expect.stringMatching(/1 of 4 classes are in test only \(Cow\)/),
    ]);
  });

  it.each<[string, object, string, RegExp]>([
    ['no folder', {}, 'folder', /neither train nor test/],
    ['a missing folder', { train: 'nope' }, 'folder', /nope does not exist/],
    ['a folder without classes', { test: 'test/cat' }, 'folder', /no class folders \(1 files\)/],
    [
      'an unknown class',
      { train: 'train', classes: ['cat', 'dgo'] },
      'classes',
      /no class folder 'dgo' \(did you mean 'dog'\?\)/,
    ],
    ['a class twice', { train: 'train', classes: ['cat', 'cat'] }, 'classes', /'cat' twice/],
    [
      'a split without the classes chosen',
      { train: 'train', test: 'test', classes: ['dog', 'cow'] },
      'empty',
      /no images in the 0 class folders/,
    ],
  ])('refuses %s', async (_, params, code, message) => {
    await expect(open(params)).rejects.toMatchObject({
      code: `image-folder/${code}`,
      message: expect.stringMatching(message),
    });
  });

  it('refuses one class', async () => {
    await expect(open({ test: 'test' })).rejects.toMatchObject({ code: 'dataset/classes' });
  });
});
