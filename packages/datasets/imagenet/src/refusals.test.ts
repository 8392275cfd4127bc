import { describe, expect, it } from '@jest/globals';
import type { Files } from './testing/folder.js';
import { FLAT, GOLDFISH, NIPS, RED, SYNSETS, TENCH, open } from './testing/imagenet.js';

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
      'splits in place of classes',
      { 'val/train/cat/a.png': RED, 'val/val/cat/a.png': RED },
      {},
      'synset',
      /class folder 'train' of .* is neither a synset/,
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

  it('a line, which the error names as data', async () => {
    const opened = open({ ...FLAT, 'l.txt': 'a 0\nb 2' }, { labels: 'l.txt' });
    await expect(opened).rejects.toMatchObject({ file: expect.stringMatching(/[\\/]l\.txt:2$/) });
  });
});
