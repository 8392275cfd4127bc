import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder } from '../testing/experiments.js';
import { loadPlugins } from './load.js';
import { findExecutor } from '../composition/executors.js';

const BUILT = new URL('../../dist/plugins/load.js', import.meta.url).href;
const source = { locate: () => 'experiment.yaml:1:1' };

/** What is thrown on loading the plugin `main.mjs` of a folder with these files. */
async function thrown(files: Readonly<Record<string, string>>): Promise<{ root: string; error: unknown }> {
  const root = folder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const error: unknown = await loadPlugins(['./main.mjs'], root, source).catch((caught: unknown) => caught);
  return { root, error };
}

describe('a plugin that cannot be imported', () => {
  it('is named with the line and column of its syntax error', async () => {
    const { root, error } = await thrown({ 'main.mjs': 'const a = 1;\nexport default { a b };\n' });
    expect(error).toMatchObject({ code: 'plugin/import', message: expect.stringContaining(`${root}/main.mjs:2:20`) });
  });

  it('is named with the file that holds the error, where it is not the first', async () => {
    const files = { 'main.mjs': "import './part.mjs';\nexport default {};\n", 'part.mjs': '\n\n  foo bar;\n' };
    const { root, error } = await thrown(files);
    expect(error).toMatchObject({ message: expect.stringContaining(`${root}/part.mjs:3:7`) });
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['itself', { 'main.ts': 'const a: number = 1;\nexport default { a b };\n' }, 'main.ts:2:20'],
    [
      'what it imports',
      { 'main.ts': "import { a } from './part.ts';\nexport default a;\n", 'part.ts': 'export const a: number = ;\n' },
      'part.ts:1:26',
    ],
  ])('is named once with the place where TypeScript has the error, in %s', (_, files, place) => {
    const root = folder();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    const script = `
      const { loadPlugin } = await import(${JSON.stringify(BUILT)});
      const { code, file, given } = await loadPlugin('./main.ts', ${JSON.stringify(root)}).catch((error) => error);
      console.log(JSON.stringify({ code, file, given }));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const { given, ...rest } = JSON.parse(stdout) as { readonly given: string };
    expect(rest).toEqual({ code: 'plugin/import', file: join(root, place) });
    expect(given.split(root)).toHaveLength(2);
  });

  it('is named with the line that throws', async () => {
    const { root, error } = await thrown({
      'main.mjs': "const f = () => {\n  throw new TypeError('no licence');\n};\nf();\n",
    });
    expect(error).toMatchObject({ message: expect.stringContaining(`no licence (at ${root}/main.mjs:2:9)`) });
  });
});

it.each([
  ['that throws', "\nthrow new Error('no queue');\n", ':2:7'],
  ['with a syntax error', '\nexport default = 1;\n', ':2:16'],
])('an executor %s is named with the place', async (_, text, place) => {
  const root = folder();
  writeFileSync(join(root, 'queue.mjs'), text);
  await expect(findExecutor('./queue.mjs', root)).rejects.toMatchObject({
    code: 'plugin/import',
    kind: 'input',
    file: `${join(root, 'queue.mjs')}${place}`,
  });
});
