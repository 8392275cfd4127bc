import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circles, crowded, importsOf, productionFiles } from './house.mjs';

const files = productionFiles();

test('no file imports itself by way of others, not even for types', () => {
  assert.deepEqual(circles(files, importsOf), []);
});

test('no folder holds more than 12 production files beside each other', () => {
  assert.deepEqual(crowded(files, 12), []);
});

test('files are looked at wherever they are in src, tests are not', () => {
  assert.ok(files.includes('apps/cli/src/main.ts'));
  assert.ok(files.includes('packages/runner/src/store/lines.ts'));
  assert.ok(files.every((file) => !file.endsWith('.test.ts')));
});

test('circles and crowds are seen', () => {
  const graph = { a: ['b'], b: ['c'], c: ['a'], d: ['a'], e: ['e'] };
  assert.deepEqual(
    circles(Object.keys(graph), (file) => graph[file]),
    [['a', 'b', 'c'], ['e']],
  );
  assert.deepEqual(crowded(['x/1.ts', 'x/2.ts', 'y/1.ts'], 1), ['x']);
});
