import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FsTree } from 'nx/src/generators/tree.js';
import ts from 'typescript';
import * as generators from './generators/generate.mjs';
import { root } from './setup.mjs';

const GENERATED = join(root, 'out', 'generated');

/** What a generator writes, by path. */
async function written(kind, options) {
  const tree = new FsTree(root, false);
  await generators[kind](tree, options);
  return new Map(tree.listChanges().map(({ path, content }) => [path, String(content)]));
}

/** Runs every generator of the workspace without writing to it: sources and tests compile, and an existing package takes one more. */
export async function checkGenerated() {
  rmSync(GENERATED, { recursive: true, force: true });
  const sources = [];
  for (const kind of Object.keys(generators)) {
    for (const [path, text] of await written(kind, { name: 'first-try' })) {
      const file = join(GENERATED, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      if (file.endsWith('.ts')) sources.push(file);
    }
  }
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root);
  const wrong = ts.getPreEmitDiagnostics(
    ts.createProgram(sources, {
      ...options,
      composite: false,
      declarationMap: false,
      noEmit: true,
      customConditions: [],
    }),
  );
  const index = (await written('attack', { name: 'first-try', package: 'gradient' })).get(
    'packages/attacks/gradient/src/index.ts',
  );
  const faults = [
    ...wrong.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
    ...(sources.length === 12 ? [] : [`${sources.length} sources are written, expected 12`]),
    ...(/provides: \[[^\]]*, firstTry\s*\]/.test(index) ? [] : ['an existing plugin does not list the new attack']),
  ];
  if (faults.length > 0) throw new Error(`generators:\n${faults.join('\n')}`);
  console.log(`generated ${Object.keys(generators).join(', ')}: they compile`);
}
