import { expect, it } from '@jest/globals';
import { describeImport, syntaxErrorAt } from './import-failure.js';

it('says nothing of the place of other errors', async () => {
  expect(await syntaxErrorAt(new TypeError('x'), '/none.mjs')).toBeUndefined();
  expect(await syntaxErrorAt('x', '/none.mjs')).toBeUndefined();
});

it('names the file where nothing is known of the place', async () => {
  expect(await describeImport('no licence', '/plugin.mjs')).toEqual({
    message: 'no licence (at /plugin.mjs)',
    file: '/plugin.mjs',
  });
});

it('reads what the compiler of TypeScript says once', async () => {
  const compiled = new Error('ParseError: Unexpected token \n /part.ts:4:8');
  expect(await describeImport(compiled, '/plugin.ts')).toEqual({
    message: 'Unexpected token (at /part.ts:4:9)',
    file: '/part.ts:4:9',
  });
});
