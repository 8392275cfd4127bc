import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../setup.mjs';
import { longCells } from './cells.mjs';

test('cells of tables are short enough to be read', () => {
  const pages = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
  const found = pages.flatMap((page) =>
    longCells(readFileSync(join(root, page), 'utf8')).map((one) => `${page}:${one}`),
  );
  assert.deepEqual(found, []);
});

test('a long cell is found, a long line of dashes or of text is not', () => {
  const long = 'x'.repeat(161);
  assert.deepEqual(longCells(`${long}\n| a | ${long} |\n| - | ${'-'.repeat(161)} |\n| b | ${'y'.repeat(160)} |`), [
    `2: ${long}`,
  ]);
  assert.deepEqual(longCells(`| a\\| ${'x'.repeat(158)} |`), [`1: a\\| ${'x'.repeat(158)}`]);
});
