import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder } from '../testing/experiments.js';
import { loadPlugins } from './load.js';
import { syntaxErrorAt } from './syntax.js';

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

  it('is named with the line that throws', async () => {
    const { root, error } = await thrown({
      'main.mjs': "const f = () => {\n  throw new TypeError('no licence');\n};\nf();\n",
    });
    expect(error).toMatchObject({ message: expect.stringContaining(`no licence (at ${root}/main.mjs:2:9)`) });
  });
});

it('says nothing of other errors', async () => {
  expect(await syntaxErrorAt(new TypeError('x'), '/none.mjs')).toBeUndefined();
  expect(await syntaxErrorAt('x', '/none.mjs')).toBeUndefined();
});
