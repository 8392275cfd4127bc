import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder } from '../testing/experiments.js';
import { importFile } from './import.js';

const BUILT = new URL('../../dist/plugins/import.js', import.meta.url).href;
const PLUGIN = new URL('../../../contracts/plugin/dist/index.js', import.meta.url).href;

type Files = Readonly<Record<string, string>>;

/** The first file of each is imported. */
const WORKS: Readonly<Record<string, Files>> = {
  types: { 'types.ts': 'const a: number = await 1;\nexport default a as number;' },
  enums: { 'enums.ts': 'enum Colour { red = 1 }\nexport default Colour.red;' },
  'enums in .mts': { 'enums.mts': 'enum Colour { red = 1 }\nexport default Colour.red;' },
  'a source named as it will be built': {
    'built.ts': "export { one as default } from './part.js';",
    'part.ts': 'export const one: number = 1;',
  },
  'a type imported like a value': {
    'value.ts': "import { One, one } from './type.ts';\nexport default one satisfies One;",
    'type.ts': 'export type One = 1;\nexport const one = 1;',
  },
  'packages that JavaScript has too': {
    'shared.ts': `import { FragilityError } from '${PLUGIN}';\nenum Own {}\nexport { Own };\nconst { FragilityError: other } = await import('${PLUGIN}');\nexport default Number(FragilityError === other && FragilityError === globalThis.FragilityError);`,
  },
  JavaScript: { 'plain.mjs': 'export default 1;' },
};

const FAILS: Readonly<Record<string, readonly [Files, RegExp]>> = {
  'an error on import': [
    { 'throws.ts': 'enum E { a }\n\nconst b: number = E.a;\nthrow new Error(`no ${b}`);' },
    /no 0\n.*\/throws\.ts:4:/,
  ],
  'a syntax error': [{ 'syntax.ts': 'export const a: number = 1;\nexport const b = = 2;' }, /\/syntax\.ts:2:17/],
  'a package that is not there': [{ 'missing.ts': "import 'not-installed';\nenum E { a }" }, /not-installed/],
};

const root = folder();

/** Imports every case in one process of its own, where no test runner compiles: default exports and stacks of errors, in order. */
const said = ((): string[] => {
  const cases = [...Object.values(WORKS), ...Object.values(FAILS).map(([files]) => files)];
  for (const files of cases) for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const entries = cases.map((files) => join(root, Object.keys(files)[0]!));
  const script = `
    const { importFile } = await import(${JSON.stringify(BUILT)});
    globalThis.FragilityError = (await import(${JSON.stringify(PLUGIN)})).FragilityError;
    const said = [];
    for (const entry of ${JSON.stringify(entries)})
      said.push(await importFile(entry).then((module) => String(module.default), (error) => error.stack));
    console.log(JSON.stringify(said));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as string[]).map((text) => text.replaceAll('\\', '/'));
})();

describe('importFile', () => {
  it.each(Object.keys(WORKS).map((name, k) => [name, said[k]] as const))('imports %s', (_name, answer) => {
    expect(answer).toBe('1');
  });

  it.each(
    Object.entries(FAILS).map(
      ([name, [, expected]], k) => [name, said[Object.keys(WORKS).length + k], expected] as const,
    ),
  )('names the place of %s', (_name, stack, expected) => {
    expect(stack).toMatch(expected);
  });

  it('leaves JavaScript to Node', async () => {
    writeFileSync(join(root, 'broken.mjs'), 'export default = 1;');
    await expect(importFile(join(root, 'broken.mjs'))).rejects.toThrow(/Unexpected token/);
  });
});
