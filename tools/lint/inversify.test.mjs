import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';

/** What the rule says of a file of the runner that imports the container library. */
async function problemsOf(filePath) {
  const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) });
  const [{ messages }] = await eslint.lintText("import { Container } from 'inversify';\nexport { Container };\n", {
    filePath,
  });
  return messages.filter(({ ruleId }) => ruleId === 'no-restricted-imports');
}

test('only the composition root of the runner imports inversify', async () => {
  for (const folder of ['runner/src/trial', 'runner/src/plugins', 'attacks/gradient/src', 'report/src'])
    assert.equal((await problemsOf(`packages/${folder}/one.ts`)).length, 1, folder);
  assert.deepEqual(await problemsOf('packages/runner/src/composition/one.ts'), []);
});
