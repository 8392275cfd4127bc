import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { contentOf, failOf, isStray, unpacked } from './index.js';

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('contentOf', () => {
  it.each<[string, Uint8Array]>([
    ['a gzip file', gzipSync('x')],
    ['a zip archive', latin1('PK\x03\x04rest')],
    ['an xz file', latin1('\xfd7zXZ\0')],
    ['a bzip2 file', latin1('BZh91AY')],
    ['a Zstandard file', latin1('\x28\xb5\x2f\xfd')],
    ['a 7-Zip archive', latin1('7z\xbc\xaf\x27\x1c')],
    ['a tar archive', latin1(`${'x'.repeat(257)}ustar\0`)],
    ['a NumPy file', latin1('\x93NUMPY\x01\0')],
    ['a Python pickle', latin1('\x80\x03}q')],
    ['a web page', latin1('\n<!DOCTYPE html><title>Not found')],
    ['a web page', latin1('<?xml version="1.0"?><Error>AccessDenied')],
  ])('knows %s', (what, bytes) => expect(contentOf(bytes)).toBe(what));

  it('knows a Git LFS pointer', () =>
    expect(contentOf(latin1('version https://git-lfs.github.com/spec/v1\noid'))).toMatch(/^a Git LFS pointer/));

  it.each([[], [0, 0, 8, 3], [0x1f], [66, 90]])('knows nothing of %p', (...bytes) =>
    expect(contentOf(Uint8Array.from(bytes.flat()))).toBeUndefined(),
  );
});

describe('unpacked', () => {
  const fail = failOf('digits');
  const read = (bytes: Uint8Array): Uint8Array =>
    unpacked('a/b', bytes, 'an IDX file', fail, { gzip: 'gzip', other: 'idx' });
  it('decompresses by content', () => {
    expect([...read(Uint8Array.of(0, 0, 8))]).toEqual([0, 0, 8]);
    expect([...read(gzipSync(Uint8Array.of(0, 0, 8)))]).toEqual([0, 0, 8]);
  });

  it.each<[string, Uint8Array, string, RegExp]>([
    [
      'damaged gzip',
      gzipSync('some text').subarray(0, 12),
      'gzip',
      /^\[dataset\/digits\] a\/b is gzip and cannot be unpacked/,
    ],
    [
      'a zip archive',
      latin1('PK\x03\x04'),
      'idx',
      /a\/b is a zip archive, expected an IDX file, plain or gzip; unpack it/,
    ],
    ['a web page within gzip', gzipSync('<html>'), 'idx', /a\/b is gzip with a web page in it, expected an IDX file/],
  ])('refuses %s', (_, bytes, code, message) => {
    expect(() => read(bytes)).toThrow(
      expect.objectContaining({ code: `digits/${code}`, message: expect.stringMatching(message) }),
    );
  });
});

it('knows what is left behind', () => {
  const strays = ['.DS_Store', '._0.png', 'Thumbs.db', 'desktop.ini', 'Desktop.ini', '__MACOSX', '.ipynb_checkpoints'];
  expect(strays.filter((name) => !isStray(name))).toEqual([]);
  expect(['a.png', 'thumbs', 'Thumbs.db.png'].filter(isStray)).toEqual([]);
});
