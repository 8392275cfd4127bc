import { describe, expect, it } from '@jest/globals';
import { digestOf, twinsOnce } from './twins.js';

describe('twinsOnce', () => {
  it('warns once of equal files in one class and once of those in several, not of a file that is read again', () => {
    const warnings: string[] = [];
    const twins = twinsOnce('pets', (message) => void warnings.push(message));
    const [one, two] = [digestOf(Uint8Array.of(1, 2)), digestOf(Uint8Array.of(1, 3))];
    twins('a', 0, one);
    twins('a', 0, one);
    twins('b', 1, two);
    expect(warnings).toEqual([]);
    for (const id of ['c', 'd']) twins(id, 0, one);
    for (const id of ['e', 'f']) twins(id, 0, two);
    expect(warnings).toEqual([
      '[dataset/pets] c is the same file as a; remove one, told once',
      '[dataset/pets] e is the same file as b, of another class; remove one, told once',
    ]);
  });
});
