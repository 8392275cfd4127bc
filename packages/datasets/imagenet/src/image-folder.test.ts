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

const made: (() => void)[] = [];
afterEach(() => made.splice(0).forEach((remove) => remove()));

async function open(params: object, files = FILES): Promise<Dataset> {
  const { folder, remove } = await folderOf(files);
  made.push(remove);
  return openDataset(imageFolder, { size: 8, ...params }, { seed: 0, folder });
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
