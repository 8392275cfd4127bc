import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { placeIn } from './place.js';

const FOLDER = join(process.cwd(), 'plugin');

function thrown(...frames: string[]): Error {
  const error = new Error('it broke');
  error.stack = ['Error: it broke', ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
}

describe('placeIn', () => {
  it.each([
    ['a path', `attack (${join(FOLDER, 'src/a.ts')}:3:9)`],
    ['a url', `async ${pathToFileURL(join(FOLDER, 'src/a.ts')).href}:3:9`],
    ['a bare path', `${join(FOLDER, 'src/a.ts')}:3:9`],
  ])('reads %s', (_name, frame) => {
    expect(placeIn(FOLDER, thrown(frame))).toBe(['plugin', 'src', 'a.ts:3:9'].join(sep));
  });

  it('looks past what is not the author’s, and into causes', () => {
    const library = `run (${join(FOLDER, 'node_modules/x/index.js')}:1:1)`;
    const elsewhere = `run (${join(FOLDER, '../other/index.js')}:1:1)`;
    const inner = thrown(library, elsewhere, 'node:internal/timers:5:5', `go (${join(FOLDER, 'b.ts')}:7:1)`);
    expect(placeIn(FOLDER, new Error('wrapped', { cause: inner }))).toBe(['plugin', 'b.ts:7:1'].join(sep));
    expect(placeIn(FOLDER, thrown(library, elsewhere))).toBeUndefined();
    expect(placeIn(FOLDER, 'no error')).toBeUndefined();
  });
});
