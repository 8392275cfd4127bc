import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { planExperiment } from '../../plan/plan.js';
import { EXPERIMENT, messageOf, written } from '../../testing/experiments.js';

const many = (count: number, line: (k: number) => string): string =>
  Array.from({ length: count }, (_, k) => line(k)).join('');
const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${many(11, (k) => `a${k + 1}: &a${k + 1} [${Array(9).fill(`*a${k}`).join(', ')}]\n`)}`;
const MB4 = 4 * 2 ** 20;

describe('a hostile config', () => {
  it.each<[string, string, RegExp]>([
    ['unknown keys', many(240_000, (k) => `key${k}: ${k}\n`), /:10001:\d+ more than 20000 keys and values start here/],
    ['a giant list', `a: [${'1, '.repeat(1_300_000)}1]`, /more than 20000 keys and values/],
    ['a giant block list', `a:\n${' - 1\n'.repeat(800_000)}`, /more than 20000 keys and values/],
    ['brackets in brackets', '['.repeat(4_000_000), /:1:65 more than 64 lists and maps are within one another/],
    ['lists in lists', '- '.repeat(2_000_000), /more than/],
    ['lists in lists, fewer', '- '.repeat(10_000), /more than 64 lists and maps/],
    ['maps in maps', many(2000, (k) => `${' '.repeat(k)}a:\n`), /more than 64 lists and maps/],
    ['aliases of aliases', bomb, /the YAML cannot be read: .*; write the values out/],
    ['thousands of aliases', `a: &a 1\n${many(9000, (k) => `k${k}: *a\n`)}`, /the alias \*a is one of more than 1000/],
    ['a thousand anchors', many(1000, (k) => `k${k}: &a${k} { x: ${k} }\nl${k}: *a${k}\n`), /unknown key 'k0'/],
    [
      'many wrong keys',
      `${EXPERIMENT}${many(9_000, (k) => `k${k}: 1\n`)}`,
      /'k19'[^]*\nand 8980 more problems; correct/,
    ],
    ['one long key', `${EXPERIMENT}${'k'.repeat(1_000)}: 1\n`, /unknown key 'k{119}…'/],
    ['one huge value', `${EXPERIMENT}seed: ${'k'.repeat(4_000_000)}\n`, /key 'seed' is given twice/],
    [
      'more than 4 MB',
      `${EXPERIMENT}# ${'-'.repeat(MB4)}\n`,
      /^config\/file: .* has \d+ bytes, expected a config of at most 4194304/,
    ],
  ])('of %s is refused with one message, soon', async (_, text, expected) => {
    const file = written('');
    writeFileSync(file, text);
    const message = await messageOf(planExperiment(file));
    expect(message.slice(0, 5000)).toMatch(expected);
    expect(message.split('\n').length).toBeLessThan(25);
  });
});
