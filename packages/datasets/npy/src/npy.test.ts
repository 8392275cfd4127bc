import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openDataset, type Dataset } from '@fragility/dataset';
import { datasetChecks } from '@fragility/dataset/conformance';
import { runChecks } from '@fragility/plugin';
import { pluginChecks } from '@fragility/plugin/conformance';
import plugin, { npy } from './index.js';
import { npyOf, npzOf, otherwise } from './testing/npy.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const warnings: string[] = [];
const LABELS = npyOf('<i8', [2], new Uint8Array(BigInt64Array.of(1n, 0n).buffer));
const test = { inputs: 'x.npy', labels: 'y.npy' };
const bytesOf = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer);
const floats = (values: number[], shape: number[]): Buffer => npyOf('<f4', shape, bytesOf(Float32Array.from(values)));

function open(files: Record<string, Buffer>, params: object = {}): Promise<Dataset> {
  for (const [name, bytes] of Object.entries({ 'y.npy': LABELS, ...files })) writeFileSync(join(folder, name), bytes);
  warnings.length = 0;
  return openDataset(npy, { test, ...params }, { seed: 0, folder, warn: (message) => void warnings.push(message) });
}
const valuesOf = async (dataset: Dataset): Promise<number[]> => [...(await dataset.load('test', [0, 1])).inputs.data];

describe('npy', () => {
  const big = (values: Uint8Array): Buffer => Buffer.from(values).swap16();
  it.each<[string, string, Uint8Array]>([
    ['float64', '<f8', bytesOf(Float64Array.of(0, 1, 0.5, 1))],
    ['float32', '<f4', bytesOf(Float32Array.of(0, 1, 0.5, 1))],
    ['float16', '<f2', bytesOf(Uint16Array.of(0, 0x3c00, 0x3800, 0x3c00))],
    ['big-endian float16', '>f2', big(bytesOf(Uint16Array.of(0, 0x3c00, 0x3800, 0x3c00)))],
  ])('reads %s', async (_, descr, values) => {
    expect(await valuesOf(await open({ 'x.npy': npyOf(descr, [2, 2], values) }))).toEqual([0, 1, 0.5, 1]);
  });

  it.each<[string, Uint8Array]>([
    ['|b1', Uint8Array.of(0, 1, 1, 0)],
    ['|i1', Uint8Array.of(0, 1, 1, 0)],
    ['<u2', bytesOf(Uint16Array.of(0, 1, 1, 0))],
    ['>i2', big(bytesOf(Int16Array.of(0, 1, 1, 0)))],
    ['<u4', bytesOf(Uint32Array.of(0, 1, 1, 0))],
    ['<i4', bytesOf(Int32Array.of(0, 1, 1, 0))],
    ['<u8', bytesOf(BigUint64Array.of(0n, 1n, 1n, 0n))],
    ['<i8', bytesOf(BigInt64Array.of(0n, 1n, 1n, 0n))],
  ])('reads %s as it is', async (descr, values) => {
    expect(await valuesOf(await open({ 'x.npy': npyOf(descr, [2, 2], values) }))).toEqual([0, 1, 1, 0]);
  });

  it('divides uint8 by 255, or by what is given', async () => {
    const x = npyOf('|u1', [2, 1], Uint8Array.of(0, 51));
    expect(await valuesOf(await open({ 'x.npy': x }))).toEqual([0, 0.2]);
    const raw = await open({ 'x.npy': x }, { divide: 1, bounds: [0, 255] });
    expect([raw.bounds, await valuesOf(raw)]).toEqual([
      [0, 255],
      [0, 51],
    ]);
  });

  const IMAGES = Uint8Array.from({ length: 24 }, (_, k) => k);
  it.each<[string, number[], boolean, string, (y: number, x: number, c: number, i: number) => number]>([
    ['nchw', [2, 3, 1, 4], false, 'C', (_, x, c, i) => i * 12 + c * 4 + x],
    ['nhwc', [2, 1, 4, 3], false, 'C', (_, x, c, i) => i * 12 + x * 3 + c],
    ['nchw', [2, 3, 1, 4], true, 'Fortran', (_, x, c, i) => i + 2 * c + 6 * x],
    ['nhwc', [2, 1, 4, 3], true, 'Fortran', (_, x, c, i) => i + 2 * x + 8 * c],
  ])('brings %s %j to height × width × channels', async (layout, shape, fortran, _, at) => {
    const dataset = await open(
      { 'x.npy': npyOf('|u1', shape, IMAGES, fortran) },
      { layout, divide: 1, bounds: 'none' },
    );
    expect([dataset.shape, dataset.bounds]).toEqual([[1, 4, 3], null]);
    const expected = [0, 1].flatMap((i) => [0, 1, 2, 3].flatMap((x) => [0, 1, 2].map((c) => at(0, x, c, i))));
    expect(await valuesOf(dataset)).toEqual(expected);
  });

  it.each<[string, (file: Buffer) => Buffer]>([
    ['in other quotes', (file) => otherwise(file, /'/g, '"')],
    ['of Python 2', (file) => otherwise(file, '(2, 1)', '(2L, 1L)')],
  ])('reads headers %s', async (_, written) => {
    const values = Uint8Array.from({ length: 2 }, (_, k) => k);
    const files = { 'x.npy': written(npyOf('|u1', [2, 1], values, true)) };
    expect(await valuesOf(await open(files, { divide: 1 }))).toEqual([0, 1]);
  });

  it('gives images without channels one', async () => {
    expect((await open({ 'x.npy': npyOf('|u1', [2, 3, 4], IMAGES) })).shape).toEqual([3, 4, 1]);
  });

  it.each<[string, Buffer]>([
    ['one-hot', npyOf('|u1', [2, 3], Uint8Array.of(0, 1, 0, 1, 0, 0))],
    ['floats', floats([1, 0], [2, 1])],
  ])('takes labels as %s', async (_, labels) => {
    const dataset = await open({ 'x.npy': floats([0, 1], [2, 1]), 'y.npy': labels });
    expect([...(await dataset.load('test', [0, 1])).labels]).toEqual([1, 0]);
    expect(dataset.classes).toEqual(_ === 'one-hot' ? ['0', '1', '2'] : ['0', '1']);
  });

  it.each([true, false])('reads archives, compressed: %p, and gzip, by content', async (packed) => {
    const x = floats([0, 1], [2, 1]);
    const files = { 'd.npy': npzOf({ 'x_test.npy': x, 'y_test.npy': LABELS }, packed), 'x.npy': gzipSync(x) };
    const archive = { test: { inputs: 'd.npy#x_test', labels: 'd.npy#y_test' }, train: test };
    const dataset = await open(files, archive);
    expect([await valuesOf(dataset), dataset.size]).toEqual([[0, 1], { train: 2, test: 2 }]);
  });

  it.each([true, false])('reads ZIP64 archives, compressed: %p', async (packed) => {
    const files = { 'd.npz': npzOf({ 'x.npy': floats([0, 1], [2, 1]), 'y.npy': LABELS }, packed, true) };
    const dataset = await open(files, { test: { inputs: 'd.npz#x', labels: 'd.npz#y' } });
    expect(await valuesOf(dataset)).toEqual([0, 1]);
  });

  it('takes the arrays with usual names where none is named, and says which', async () => {
    const x = floats([0, 1], [2, 1]);
    const arrays = { 'x_train.npy': floats([1, 1], [2, 1]), 'x_test.npy': x, 'y_test.npy': LABELS };
    const dataset = await open({ 'd.npz': npzOf(arrays, true) }, { test: { inputs: 'd.npz', labels: 'd.npz' } });
    expect(await valuesOf(dataset)).toEqual([0, 1]);
    expect(warnings).toEqual([
      expect.stringMatching(/^\[dataset\/npy\] inputs of 'test' are the array 'x_test' of .*d\.npz, by its name$/),
      expect.stringMatching(/labels of 'test' are the array 'y_test' of/),
    ]);
  });

  it('counts labels from the first, and doubts labels without 0', async () => {
    const files = { 'x.npy': floats([0, 1], [2, 1]), 'y.npy': floats([2, 1], [2]) };
    const dataset = await open(files, { firstLabel: 1 });
    expect([dataset.classes, [...(await dataset.load('test', [0, 1])).labels], warnings]).toEqual([
      ['1', '2'],
      [1, 0],
      [],
    ]);
    expect((await open(files)).classes).toHaveLength(3);
    expect(warnings).toEqual([expect.stringMatching(/set firstLabel: 1/)]);
    await expect(open({ ...files, 'y.npy': LABELS }, { firstLabel: 1 })).rejects.toThrow(
      /is 0, expected a class number from 1/,
    );
  });

  it('doubts uint8 that needs no dividing', async () => {
    await open({ 'x.npy': npyOf('|u1', [2, 2], Uint8Array.of(0, 1, 1, 0)) });
    expect(warnings).toEqual([expect.stringMatching(/at most 0\.00392 once divided by 255/)]);
  });

  it('conforms', async () => {
    await open({ 'x.npy': floats([0, 1, 0.5, 0.25], [2, 2]) });
    const checks = [...datasetChecks(npy, { test, train: test }, { folder }), ...pluginChecks(plugin)];
    expect((await runChecks(checks)).filter(({ passed }) => !passed)).toEqual([]);
  });
});

/** An archive whose directory says that its first array has seven bytes. */
function lying(archive: Buffer): Buffer {
  archive.writeUInt32LE(7, archive.indexOf('PK\x01\x02') + 24);
  return archive;
}

/** An archive whose second entry is called as its first. */
function twice(archive: Buffer): Buffer {
  archive.write('x_test', archive.lastIndexOf('y_test'));
  return archive;
}

describe('npy refuses', () => {
  const X = floats([0, 1], [2, 1]);
  const four = npyOf('|u1', [2, 3, 1, 4], new Uint8Array(24));
  it.each<[string, Record<string, Buffer>, object, string, RegExp]>([
    [
      'an archive that unpacks to more than its array has',
      { 'x.npy': npzOf({ 'x_test.npy': Buffer.concat([X, Buffer.alloc(1e6)]) }, true) },
      {},
      'npz',
      /'x_test' damaged \(it holds more than \d+ bytes\)/,
    ],
    [
      'an archive whose directory says otherwise than its array',
      { 'x.npy': lying(npzOf({ 'x_test.npy': X }, true)) },
      {},
      'npz',
      /its directory says 7/,
    ],
    [
      'an archive with two arrays of one name',
      { 'x.npy': twice(npzOf({ 'x_test.npy': X, 'y_test.npy': X }, true)) },
      {},
      'npz',
      /has two entries 'x_test\.npy'/,
    ],
    [
      'an array that promises more than its archive can hold',
      { 'x.npy': npzOf({ 'x_test.npy': npyOf('<f8', [2 ** 40], new Uint8Array(8)) }, true) },
      {},
      'npz',
      /promises 8796093022\d+ bytes/,
    ],
    [
      'gzip that holds more than its array has',
      { 'x.npy': gzipSync(Buffer.concat([X, Buffer.alloc(1e6)])) },
      {},
      'gzip',
      /x\.npy is gzip and cannot be unpacked \(it holds more than/,
    ],
    ['a negative size', { 'x.npy': npyOf('<f4', [-1, 2], new Uint8Array(8)) }, {}, 'npy', /has the shape \(-1, 2\)/],
    ['a size of 2⁶²', { 'x.npy': npyOf('<f4', [2 ** 62], new Uint8Array(8)) }, {}, 'npy', /has the shape/],
    [
      'more axes than NumPy has',
      { 'x.npy': npyOf('<f4', Array<number>(65).fill(1), new Uint8Array(4)) },
      {},
      'npy',
      /expected at most 64 sizes/,
    ],
    ['Python objects', { 'x.npy': npyOf('|O', [2], new Uint8Array(16)) }, {}, 'npy', /'\|O' \(Python objects\)/],
    [
      'a header of 4 GB',
      { 'x.npy': Buffer.concat([Buffer.from('\x93NUMPY\x02\0\xff\xff\xff\xff', 'latin1'), X]) },
      {},
      'npy',
      /has a header of 4294967295 bytes, expected at most 65536/,
    ],
    ['a missing file', {}, {}, 'missing', /x\.npy does not exist, expected a \.npy or \.npz file/],
    ['no split', { 'x.npy': X }, { test: undefined }, 'missing', /neither train nor test/],
    ['text', { 'x.npy': Buffer.from('1,2,3\n4,5,6,7') }, {}, 'npy', /x\.npy is no \.npy file/],
    ['a pickle', { 'x.npy': Buffer.from('\x80\x04rest', 'latin1') }, {}, 'npy', /is a Python pickle/],
    ['structured values', { 'x.npy': otherwise(X, "'<f4'", "[('a', '<f4')]") }, {}, 'npy', /has structured values/],
    [
      'an order that is none',
      { 'x.npy': otherwise(X, 'False', '1    ') },
      {},
      'npy',
      /the header \{'descr'.*expected descr, fortran_order and shape/,
    ],
    ['objects', { 'x.npy': npyOf('|O', [2, 1], new Uint8Array(16)) }, {}, 'npy', /type '\|O' \(Python objects\)/],
    ['complex numbers', { 'x.npy': npyOf('<c8', [2, 1], new Uint8Array(16)) }, {}, 'npy', /type '<c8'/],
    ['text', { 'x.npy': X, 'y.npy': npyOf('<U3', [2], new Uint8Array(24)) }, {}, 'npy', /type '<U3', .*numpy\.unique/],
    ['a file cut off', { 'x.npy': X.subarray(0, -1) }, {}, 'npy', /7 bytes of values, expected 8 for shape \[2, 1\]/],
    ['trailing bytes', { 'x.npy': Buffer.concat([X, X]) }, {}, 'npy', /expected 8/],
    [
      'four axes without layout',
      { 'x.npy': four },
      {},
      'layout',
      /\[2, 3, 1, 4\], whose order is not known; set layout/,
    ],
    ['labels alone', { 'x.npy': LABELS }, {}, 'shape', /shape \[2\], expected examples with values/],
    ['other counts', { 'x.npy': floats([0, 1, 1], [3, 1]) }, {}, 'shape', /3 inputs .* and 2 labels/],
    ['NaN', { 'x.npy': floats([0, NaN], [2, 1]) }, {}, 'range', /input 1 of .* has the value NaN/],
    [
      'grey levels in floats',
      { 'x.npy': floats([0, 255], [2, 1]) },
      {},
      'range',
      /from 0 to 255, expected values in \[0, 1\]; set divide/,
    ],
    ['a negative label', { 'x.npy': X, 'y.npy': floats([-1, 0], [2]) }, {}, 'label', /label 0 of .* is -1/],
    ['half a label', { 'x.npy': X, 'y.npy': floats([0, 0.5], [2]) }, {}, 'label', /label 1 of .* is 0\.5/],
    ['soft labels', { 'x.npy': X, 'y.npy': floats([1, 0, 0.5, 0.5], [2, 2]) }, {}, 'label', /row 1 .* is not one-hot/],
    [
      'fewer names than labels',
      { 'x.npy': X, 'y.npy': floats([0, 2], [2]) },
      { classes: ['a', 'b'] },
      'classes',
      /reach 2/,
    ],
    [
      'an archive without a name',
      { 'x.npy': npzOf({ 'a.npy': X }, true) },
      {},
      'npz',
      /has the arrays a; say which, as in .*#a/,
    ],
    [
      'another name',
      { 'x.npy': npzOf({ 'x_test.npy': X }, true) },
      { test: { ...test, inputs: 'x.npy#xtest' } },
      'npz',
      /no array 'xtest' \(did you mean 'x_test'\?\)/,
    ],
    [
      'a damaged archive',
      { 'x.npy': npzOf({ 'a.npy': X }, true).subarray(0, 60) },
      { test: { ...test, inputs: 'x.npy#a' } },
      'npz',
      /damaged/,
    ],
  ])('%s', async (_, files, params, code, message) => {
    await expect(open(files, params)).rejects.toMatchObject({
      code: `npy/${code}`,
      message: expect.stringMatching(message),
    });
  });

  it.each<[string, Record<string, Buffer>, RegExp]>([
    ['is missing', {}, /[\\/]x\.npy$/],
    ['has labels between two', { 'x.npy': X, 'y.npy': floats([0, 0.5], [2]) }, /[\\/]y\.npy$/],
    ['has NaN', { 'x.npy': floats([0, NaN], [2, 1]) }, /[\\/]x\.npy$/],
  ])('a file that %s, which the error names as data', async (_, files, file) => {
    await expect(open(files)).rejects.toMatchObject({ file: expect.stringMatching(file) });
  });

  it('splits of other shapes', async () => {
    const files = { 'x.npy': X, 'z.npy': floats([0, 1, 1, 1], [2, 2]) };
    await expect(open(files, { train: { ...test, inputs: 'z.npy' } })).rejects.toMatchObject({ code: 'npy/shape' });
  });
});
