import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { KINDS, main } from './index.js';

const root = mkdtempSync(join(tmpdir(), 'fragility-create-'));
afterAll(() => rmSync(root, { recursive: true }));

function create(...argv: string[]) {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({ write: (part: string) => void (written[name] += part) });
  return { code: main(argv, { stdout: output('stdout'), stderr: output('stderr') }), ...written };
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('create-fragility-plugin', () => {
  it.each(KINDS)('makes a package with a(n) %s', (kind) => {
    const folder = join(root, `fragility-${kind}-random-walk`);
    const { code, stdout, stderr } = create(folder, '--kind', kind);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`fragility-${kind}-random-walk: ${kind} 'random-walk' in ${folder}\n`);
    const names = filesBelow(folder).map((file) => file.slice(folder.length + 1).replaceAll('\\', '/'));
    expect(names.sort()).toEqual([
      '.gitignore',
      'README.md',
      'eslint.config.js',
      'package.json',
      'src/index.ts',
      'tsconfig.json',
    ]);
    const texts = filesBelow(folder).map((file) => readFileSync(file, 'utf8'));
    expect(texts.filter((text) => /my-?part|fragility-kind|@fragility\/kind|0\.0\.0/i.test(text))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest.name).toBe(`fragility-${kind}-random-walk`);
    expect(manifest.dependencies[`@fragility/${kind}`]).toMatch(/^\^\d+\.\d+\.\d+/);
    expect(readFileSync(join(folder, 'src/index.ts'), 'utf8')).toContain("name: 'random-walk'");
  });

  it('takes another name, an empty folder, and an attack where no kind is given', () => {
    const folder = mkdtempSync(join(root, 'empty-'));
    expect(create(folder, '--name', '@me/walk').code).toBe(0);
    expect(readFileSync(join(folder, 'src/index.ts'), 'utf8')).toContain('export const walk = defineAttack({');
  });

  it('installs what its sources import', () => {
    for (const kind of KINDS) {
      const folder = join(root, `fragility-${kind}-complete`);
      create(folder, '--kind', kind);
      const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const imported = readFileSync(join(folder, 'src/index.ts'), 'utf8').matchAll(/ from '([^']+)'/g);
      const missing = [...imported].map(([, name]) => name!).filter((name) => !(name in dependencies));
      expect({ kind, missing }).toEqual({ kind, missing: [] });
    }
  });

  it('keeps what is in a folder', () => {
    const folder = mkdtempSync(join(root, 'full-'));
    writeFileSync(join(folder, 'thesis.tex'), '');
    const { code, stderr } = create(folder, '--name', 'walk');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: \[create-fragility-plugin\] the folder '.*' is not empty, expected a new or empty/);
    expect(readdirSync(folder)).toEqual(['thesis.tex']);
  });

  it.each([
    [[], /0 folders are given, expected one; see --help/],
    [['a', 'b'], /2 folders are given/],
    [['a', '--kind', 'defence'], /--kind defence is given, expected attack, dataset, model, analysis/],
    [['a', '--kind', 'constructor'], /--kind constructor is given/],
    [['a', '--name', 'A'], /'A' is given as a name/],
    [['a', '--fast'], /--fast/],
  ])('refuses %j', (argv, expected) => {
    const { code, stderr } = create(...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(expected);
  });

  it('prints help', () => {
    expect(create('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--kind attack|dataset') });
  });
});
