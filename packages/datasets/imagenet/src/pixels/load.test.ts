import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDataset, stream, type Dataset } from '@fragility/dataset';
import { imageFolder, imagenet } from '../index.js';
import { folderOf, picture } from '../testing/folder.js';
import { decoder } from './decode.js';

const GREY = [90, 90, 90] as const;
const warnings: string[] = [];
let made: Awaited<ReturnType<typeof folderOf>>;
let dataset: Dataset;

beforeAll(async () => {
  const [jpeg, png] = [
    await picture(GREY, { type: 'jpeg', height: 80, width: 60 }),
    await picture(GREY, { height: 80, width: 60 }),
  ];
  made = await folderOf({
    'val/0.jpg': jpeg,
    'val/1.jpg': jpeg.subarray(0, jpeg.length - 200),
    'val/2.png': png,
    'val/3.png': png.subarray(0, png.length / 2),
    'val/4.png': Buffer.alloc(0),
    'val/5.jpg': '%PDF-1.4',
    'val/6.jpg': png,
    'val/7.jpg': jpeg,
    'val.txt': Array.from({ length: 8 }, (_, k) => `${k} ${k}`).join('\n'),
  });
  const params = { folder: 'val', labels: 'val.txt', size: 32 };
  const context = { seed: 0, folder: made.folder, warn: (message: string) => void warnings.push(message) };
  dataset = await openDataset(imagenet, params, context);
});
afterAll(() => made.remove());

describe('corrupt images', () => {
  it('are skipped, counted and named, whatever their extension; the others keep their order', async () => {
    const { inputs, labels, ids, skipped = [] } = await dataset.load('test', [7, 6, 5, 4, 3, 2, 1, 0]);
    expect(ids).toEqual(['7.jpg', '6.jpg', '2.png', '0.jpg']);
    expect([...labels]).toEqual([7, 6, 2, 0]);
    expect(inputs.shape).toEqual([4, 32, 32, 3]);
    expect([...inputs.data].every((value) => Number.isInteger(Math.round(value * 255 * 1e9) / 1e9))).toBe(true);
    expect(skipped.map(({ index, id }) => `${index} ${id}`)).toEqual(['1 1.jpg', '3 3.png', '4 4.png', '5 5.jpg']);
    expect(skipped.slice(2).map(({ reason }) => reason)).toEqual(['empty file', 'a PDF']);
    expect(warnings).toHaveLength(5);
    expect(warnings[0]).toBe(
      '[dataset/imagenet] 2.png is the same file as 6.jpg, of another class; remove one, told once',
    );
    expect(warnings[4]).toBe('[dataset/imagenet] example 5.jpg is skipped, 4 so far: a PDF');
  });

  it('shrink a stream', async () => {
    const sizes: number[] = [];
    for await (const { labels } of stream(dataset, {}, { size: 3 })) sizes.push(labels.length);
    expect(sizes).toEqual([2, 2]);
  });
});

describe('what is not there or does not open', () => {
  it('is skipped and named: a link that leads nowhere, to a folder too', async () => {
    const picked = await folderOf({ 'val/a/0.png': GREY, 'val/b/0.png': GREY });
    symlinkSync('../../gone/1.png', join(picked.folder, 'val/a/1.png'));
    symlinkSync('0.png', join(picked.folder, 'val/a/2.png'));
    const context = { seed: 0, folder: picked.folder, warn: () => undefined };
    const { load, size } = await openDataset(imageFolder, { test: 'val', size: 4 }, context);
    expect(size.test).toBe(4);
    const { ids, skipped } = await load('test', [0, 1, 2, 3]);
    expect(ids).toEqual(['test/a/0.png', 'test/a/2.png', 'test/b/0.png']);
    expect(skipped).toEqual([
      { index: 1, id: 'test/a/1.png', reason: 'a link to ../../gone/1.png, which cannot be read' },
    ]);
    picked.remove();
  });

  it('is a class that is missing where it is a link beside the class folders', async () => {
    const picked = await folderOf({ 'val/a/0.png': GREY, 'val/b/0.png': GREY });
    symlinkSync('/gone', join(picked.folder, 'val/ab'));
    const opened = openDataset(imageFolder, { test: 'val', size: 4 }, { seed: 0, folder: picked.folder });
    await expect(opened).rejects.toMatchObject({
      code: 'image-folder/folder',
      message: expect.stringMatching(/ab is a link that leads nowhere, expected a class folder/),
    });
    picked.remove();
  });
});

it('tells once what decoding drops', async () => {
  const { default: sharp } = await import('sharp');
  const deep = await sharp(await picture(GREY))
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  const turned = await sharp(await picture(GREY))
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const files = { 'val/a/0.png': deep, 'val/a/1.png': deep, 'val/b/0.jpg': turned };
  const { folder, remove } = await folderOf(files);
  const told: string[] = [];
  const context = { seed: 0, folder, warn: (message: string) => void told.push(message) };
  const { load } = await openDataset(imageFolder, { test: 'val', size: 4 }, context);
  for (let k = 0; k < 2; k++) await load('test', [0, 1, 2]);
  const expected = [
    expect.stringMatching(
      /^\[dataset\/image-folder\] test\/a\/\d\.png: 16 bits per channel are reduced to 8; told once/,
    ),
    '[dataset/image-folder] test/a/1.png is the same file as test/a/0.png; remove one, told once',
    expect.stringMatching(/test\/b\/0\.jpg: its EXIF orientation is ignored, as Pillow does; told once/),
  ];
  expect(told).toHaveLength(expected.length);
  expect(told).toEqual(expect.arrayContaining(expected));
  remove();
});

describe('loading', () => {
  it('refuses a file that has gone since', async () => {
    rmSync(join(made.folder, 'val/0.jpg'));
    await expect(dataset.load('test', [2, 0, 6])).rejects.toMatchObject({
      code: 'imagenet/unreadable',
      message: expect.stringMatching(/0\.jpg cannot be read any more .*; open the dataset again/),
    });
  });

  it('honours abort', async () => {
    await expect(dataset.load('test', [2], AbortSignal.abort())).rejects.toThrow(/abort/i);
  });

  it('leaves the event loop free while it decodes', async () => {
    const bytes = await picture(GREY, { height: 3000, width: 3000 });
    const decode = await decoder();
    let [turns, done] = [0, false];
    const decoding = decode(bytes).finally(() => (done = true));
    while (!done) {
      turns++;
      await new Promise(setImmediate);
    }
    expect((await decoding).height).toBe(3000);
    expect(turns).toBeGreaterThan(10);
  });
});
