import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { main } from '../main.js';
import { folder } from '../testing/folder.js';

const PARTS = fileURLToPath(new URL('../testing/parts.ts', import.meta.url));

/** Runs `fragility check` and answers with the exit code and all that it writes. */
async function check(...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({ write: (part: string) => void (written[name] += part) });
  const code = await main(['check', ...args], { stdout: output('stdout'), stderr: output('stderr') });
  return { code, ...written };
}

/** The part of an output that is about one definition. */
const about = (stdout: string, title: string): string =>
  stdout.split(/^(?=\S)/m).find((part) => part.startsWith(`${title}\n`)) ?? '';

function file(name: string, text: string): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}

const DATASET = `{
  shape: [1], classes: ['a', 'b'], bounds: null, size: { train: 9, test: 0 },
  load: async (_split, indices) => ({
    inputs: { data: Float64Array.from(indices, (i) => i - 4), shape: [indices.length, 1] },
    labels: Int32Array.from(indices, (i) => (i > 4 ? 1 : 0)),
    ids: Array.from(indices, String),
  }),
}`;

describe('fragility check', () => {
  it('passes a plugin of every kind, given parameters and data', async () => {
    const problems = file(
      'problems.mjs',
      `export default { points: { params: { count: 5 } }, threshold: { dataset: ${DATASET} } };`,
    );
    const { code, stdout, stderr } = await check(PARTS, '--problems', problems);
    expect(stdout.split('\n').filter((line) => line.includes('FAIL'))).toEqual([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^plugin\n {2}ok {4}is a plugin of this api\n/);
    expect(stdout.match(/^\S+ \S+$/gm)).toEqual(['attack step', 'dataset points', 'model threshold', 'analysis sizes']);
    expect(about(stdout, 'attack step')).toContain(
      '  ok    l2: linear optimum, 2 classes, inputs of size 1, bounded\n',
    );
    expect(about(stdout, 'model threshold')).toContain('  ok    layers compute the logits\n');
    expect(stdout).toMatch(/\n\d+ checks, all passed\n$/);
  });

  it('says what is missing where a problem of the example’s size does not fit', async () => {
    const { code, stdout } = await check(PARTS);
    expect(code).toBe(1);
    expect(about(stdout, 'attack step')).not.toContain('FAIL');
    expect(about(stdout, 'analysis sizes')).not.toContain('FAIL');
    expect(about(stdout, 'dataset points')).toContain(
      '  FAIL  examples are finite, in bounds, of the declared shape and labels\n        [dataset/points] count: missing',
    );
    expect(about(stdout, 'dataset points')).toContain('  FAIL  ids are unique, as above\n');
    expect(about(stdout, 'model threshold')).toMatch(/maps \[1\] to 2 classes, the dataset has inputs \[16\] and 3/);
    expect(stdout).toMatch(/\n\d+ checks, \d+ failed\n.*give others with --problems\n$/);
  });

  it('names the line of the plugin that throws', async () => {
    const own = `{ '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value }) } }`;
    const plugin = file(
      'throws.mjs',
      `export default { api: 1, provides: [{ kind: 'dataset', name: 'none', summary: 'None', params: ${own},
  open: async () => {
    throw new Error('write the algorithm');
  } }] };`,
    );
    const { code, stdout } = await check(plugin);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}ids are unique.*/);
    expect(stdout).toMatch(/write the algorithm \(.*throws\.mjs:3:11\)\n/);
  });

  it.each([
    ['a file that is not there', () => ['./nowhere.ts'], /plugin '\.\/nowhere\.ts' is not a file/],
    ['a file that is no plugin', () => [file('empty.mjs', 'export {};')], /the default export is not a plugin/],
    [
      'a problem of nothing',
      () => [PARTS, '--problems', file('p.mjs', 'export default { stepp: {} };')],
      /no definition is named 'stepp' \(did you mean 'step'\?\); known: step, points, threshold, sizes/,
    ],
    [
      'problems under a name that every object has',
      () => [PARTS, '--problems', file('p.mjs', 'export default { constructor: {} };')],
      /no definition is named 'constructor'/,
    ],
    ['no problems', () => [PARTS, '--problems', file('p.mjs', 'export {};')], /p\.mjs exports no problems by default/],
    [
      'problems that throw',
      () => [PARTS, '--problems', file('p.mjs', "throw new Error('no data');")],
      /p\.mjs cannot be imported: no data \(at .*p\.mjs:1:7\); correct it/,
    ],
  ])('refuses %s', async (_name, args, expected) => {
    const { code, stderr, stdout } = await check(...args());
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
  });
});
