import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ESLint, Linter } from 'eslint';
import { messagesAreForPeople } from './messages.mjs';

const plugins = { fragility: { rules: { 'messages-are-for-people': messagesAreForPeople } } };
const rules = { 'fragility/messages-are-for-people': 'error' };
const found = (code) => new Linter().verify(code, [{ plugins, rules }]).length;

for (const code of [
  "error.message.startsWith('[attack/host]');",
  "message.includes('NaN');",
  'record.reason?.match(/flat/);',
  '/no gradient/.test(cause.message);',
  '/no gradient/.exec(sentence);',
  "if (error.message === 'stopped') stop();",
  "const rest = message.replace(/^\\[.*?\\] /, '');",
  "error?.message?.endsWith('NaN');",
  "error['message'].includes('NaN');",
  "(error.message ?? '').includes('NaN');",
  "error.message.toLowerCase().trim().includes('nan');",
  "if ('stopped' == error.message) stop();",
  "if (message !== 'stopped') go();",
  "switch (error.message) { case 'stopped': stop(); }",
  "const { message: said } = error; said.includes('NaN');",
  'const said = error.message; /NaN/.test(said);',
  "const f = ({ message: said }) => said.includes('NaN');",
  "const first = error.message; const said = first.trim(); said.startsWith('[');",
  '/NaN/.test(String(error));',
  '/NaN/.test(`${error}`);',
  "String(cause.message).search('NaN');",
  "error.toString().includes('NaN');",
  'KNOWN.has(error.message);',
  "['stopped'].includes(error.message);",
  'CODES[error.message]();',
])
  test(`catches ${code}`, () => assert.equal(found(code), 1));

for (const code of [
  "error.code.startsWith('attack/');",
  "error.code === 'attack/nan';",
  'const line = `${file}: ${error.message}`;',
  '/^a/.test(name);',
  'names.includes(message);',
  'const shown = String(error); print(`${shown}!`);',
  "const { message: said } = error; print(said); name.includes('NaN');",
  'switch (error.code) { case message: stop(); }',
  'TABLE[error.code];',
  'if (name === message) go();',
])
  test(`lets ${code} be`, () => assert.equal(found(code), 0));

test('everything but command line, report and what reads schemas of others is held to it', async () => {
  const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) });
  const caught = async (filePath) => {
    const [{ messages }] = await eslint.lintText("export const f = (e) => e.message.includes('NaN');\n", { filePath });
    return messages.some(({ ruleId }) => ruleId === 'fragility/messages-are-for-people');
  };
  for (const folder of [
    'numerics',
    'contracts/plugin',
    'runner',
    'attacks/gradient',
    'models/http',
    'executors/bullmq',
  ])
    assert.equal(await caught(`packages/${folder}/src/one.ts`), true, folder);
  for (const file of ['packages/report/src/one.ts', 'apps/cli/src/one.ts', 'packages/runner/src/one.test.ts'])
    assert.equal(await caught(file), false, file);
});
