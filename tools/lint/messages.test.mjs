import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Linter } from 'eslint';
import { messagesAreForPeople } from './messages.mjs';

const found = (code) =>
  new Linter().verify(code, [{ rules: { 'no-restricted-syntax': ['error', ...messagesAreForPeople] } }]).length;

for (const code of [
  "error.message.startsWith('[attack/host]');",
  "message.includes('NaN');",
  'record.reason?.match(/flat/);',
  '/no gradient/.test(cause.message);',
  '/no gradient/.exec(sentence);',
  "if (error.message === 'stopped') stop();",
  "const rest = message.replace(/^\\[.*?\\] /, '');",
])
  test(`catches ${code}`, () => assert.equal(found(code), 1));

for (const code of [
  "error.code.startsWith('attack/');",
  "error.code === 'attack/nan';",
  'const line = `${file}: ${error.message}`;',
  '/^a/.test(name);',
  'names.includes(message);',
])
  test(`lets ${code} be`, () => assert.equal(found(code), 0));
