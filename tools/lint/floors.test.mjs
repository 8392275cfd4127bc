import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { ESLint } from 'eslint';
import { root } from '../setup.mjs';

// The rule reads the graph of the packages where Nx keeps it, and is skipped where it is not there.
execFileSync(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], { cwd: root });

/** What the rule says of a file that imports a package. */
async function problemsOf(filePath, imported) {
  const eslint = new ESLint({ cwd: root });
  const [{ messages }] = await eslint.lintText(`export * from '${imported}';\n`, { filePath });
  return messages.filter(({ ruleId }) => ruleId === '@nx/enforce-module-boundaries').length;
}

test('a floor imports from the floors below it alone', async () => {
  assert.equal(await problemsOf('packages/numerics/src/index.ts', '@fragility/attack'), 1);
  assert.equal(await problemsOf('packages/engine/src/index.ts', '@fragility/model-onnx'), 1);
  assert.equal(await problemsOf('packages/attacks/gradient/src/index.ts', '@fragility/attacks-black-box'), 1);
  assert.equal(await problemsOf('packages/attacks/gradient/src/index.ts', '@fragility/attack'), 0);
});
