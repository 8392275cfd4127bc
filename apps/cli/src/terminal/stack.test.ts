import { expect, it } from '@jest/globals';
import { stackOf } from './stack.js';

it('shows the stack of an error and those of its causes', () => {
  const raw = new TypeError('x is undefined');
  const lines = stackOf(new Error('the attack threw', { cause: raw })).split('\n');
  expect(lines[0]).toBe('Error: the attack threw');
  expect(lines).toContain('caused by: TypeError: x is undefined');
  expect(lines.at(-1)).toMatch(/^\s+at /);
});

it('shows what is thrown and is no error', () => {
  expect(stackOf(new Error('outer', { cause: 'inner' }))).toMatch(/caused by: inner$/);
  expect(stackOf(undefined)).toBe('undefined');
});
