import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { folder } from '../testing/experiments.js';
import { codeOf } from './code.js';

/** Writes files below a new folder. */
function project(files: Readonly<Record<string, string>>): (name: string, text: string) => void {
  const home = folder();
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return Object.assign(write, { home });
}

const homeOf = (write: unknown): string => (write as { home: string }).home;
const manifest = (name: string, version: string): string => JSON.stringify({ name, version, main: 'index.js' });

const FILES = {
  'main.mjs': `import { a } from './a.mjs';\nexport * from "./deep/b.js";\nconst c = await import('./c.json');\nimport left from 'left';\nimport 'node:fs';\n`,
  'a.mjs': `import './main.mjs';\nexport const a = 1;\n`,
  'deep/b.ts': `export type B = string;\nconst d = require('../d.cjs');\n`,
  'c.json': '{ "from": 1 }',
  'd.cjs': 'module.exports = 1;\n',
  'other.mjs': 'export const other = 1;\n',
  'node_modules/left/package.json': manifest('left', '1.0.0'),
  'node_modules/left/index.js': 'export default 1;\n',
};

/** A project of {@link FILES}, its first file, and the hash of that. */
function hashed(): { write: ReturnType<typeof project>; entry: string; before: string } {
  const write = project(FILES);
  const entry = join(homeOf(write), 'main.mjs');
  return { write, entry, before: codeOf(entry) };
}

describe('a hash of code', () => {
  it.each(['main.mjs', 'a.mjs', 'deep/b.ts', 'c.json', 'd.cjs'])('changes with %s, which is imported', (name) => {
    const { write, entry, before } = hashed();
    expect(codeOf(entry)).toBe(before);
    write(name, `${FILES[name as keyof typeof FILES]} `);
    expect(codeOf(entry)).not.toBe(before);
    write(name, FILES[name as keyof typeof FILES]);
    expect(codeOf(entry)).toBe(before);
  });

  it('does not change with what is not imported, nor with the place', () => {
    const { write, entry, before } = hashed();
    write('other.mjs', 'export const other = 2;\n');
    expect(codeOf(entry)).toBe(before);
    expect(codeOf(join(homeOf(project(FILES)), 'main.mjs'))).toBe(before);
  });

  it('takes the version of an installed package for its code, and of a linked one the files', () => {
    const { write, entry, before } = hashed();
    write('node_modules/left/index.js', 'export default 2;\n');
    expect(codeOf(entry)).toBe(before);
    write('node_modules/left/package.json', manifest('left', '1.0.1'));
    expect(codeOf(entry)).not.toBe(before);

    const linked = project({ 'package.json': manifest('right', '1.0.0'), 'index.js': 'export default 1;\n' });
    write('uses.mjs', `import 'right';\n`);
    symlinkSync(homeOf(linked), join(homeOf(write), 'node_modules/right'));
    const uses = (): string => codeOf(join(homeOf(write), 'uses.mjs'));
    const first = uses();
    linked('index.js', 'export default 2;\n');
    expect(uses()).not.toBe(first);
  });
});
