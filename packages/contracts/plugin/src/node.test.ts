import path from 'node:path';
import { afterEach, expect, it, jest } from '@jest/globals';
import { nodeModule } from './node.js';

afterEach(() => {
  jest.restoreAllMocks();
});

it('gives the modules of Node', () => {
  expect(nodeModule<typeof path>('node:path').join('a', 'b')).toBe(path.join('a', 'b'));
});

it('names a module that there is not', () => {
  expect(() => nodeModule('node:nothing')).toThrow(
    expect.objectContaining({ code: 'plugin/node', message: expect.stringContaining('node:nothing') }),
  );
});

it('says so where there is no Node', () => {
  jest.replaceProperty(globalThis, 'process', undefined as never);
  expect(() => nodeModule('node:path')).toThrow(expect.objectContaining({ code: 'plugin/node' }));
});
