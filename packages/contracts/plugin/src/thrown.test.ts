import { expect, it } from '@jest/globals';
import { describeThrown, thrownAt } from './thrown.js';

const withStack = (...frames: string[]): Error =>
  Object.assign(new Error('boom'), { stack: ['Error: boom', ...frames.map((frame) => `    at ${frame}`)].join('\n') });

it.each([
  [
    'the innermost frame',
    ['f (file:///project/plugin.mjs:3:7)', 'file:///project/other.mjs:1:1'],
    '/project/plugin.mjs:3:7',
  ],
  ['a frame without a name', ['file:///project/plug%20in.mjs:3:7'], '/project/plug in.mjs:3:7'],
  ['an async frame without a name', ['async file:///project/plugin.mjs:4:1'], '/project/plugin.mjs:4:1'],
  ['an async frame', ['async Object.run (/project/plugin.ts:12:5)'], '/project/plugin.ts:12:5'],
  ['a file whose name is no URL', ['run (file:///me/100%.mjs:1:2)'], '/me/100%.mjs:1:2'],
  ['a file on Windows', ['run (file:///C:/me/plugin.mjs:1:2)'], 'C:\\me\\plugin.mjs:1:2'],
  [
    'what calls an installed package',
    ['deep (/me/node_modules/left/index.js:1:1)', 'node:internal/process:4:4', 'run (/me/plugin.mjs:2:2)'],
    '/me/plugin.mjs:2:2',
  ],
  [
    'a plugin that is installed itself',
    ['run (/me/node_modules/mine/index.js:1:1)'],
    '/me/node_modules/mine/index.js:1:1',
  ],
  ['nothing of the runtime alone', ['node:internal/process:4:4', 'new Promise (<anonymous>)'], undefined],
])('names %s', (_, frames, expected) => expect(thrownAt(withStack(...frames))).toBe(expected));

it('names the file of an error that is thrown here, and nothing for what is no error', () => {
  expect(thrownAt(new TypeError('x'))).toMatch(/thrown\.test\.ts:\d+:\d+$/);
  expect(thrownAt('x')).toBeUndefined();
  expect(thrownAt(Object.assign(new Error('x'), { stack: 7 }))).toBeUndefined();
  const throwing = Object.defineProperty(new Error('x'), 'stack', {
    get() {
      throw new Error('no stack');
    },
  });
  expect(thrownAt(throwing)).toBeUndefined();
});

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['a\n b', 'a b'],
  [Object.create(null), 'a value that has no text'],
  [
    {
      toString() {
        throw new Error('no text');
      },
    },
    'a value that has no text',
  ],
])('describes whatever is thrown: %#', (thrown, message) => expect(describeThrown(thrown)).toEqual({ message }));
