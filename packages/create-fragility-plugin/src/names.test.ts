import { describe, expect, it } from '@jest/globals';
import { namesOf } from './names.js';

describe('namesOf', () => {
  it.each([
    ['fragility-attack-random-walk', 'random-walk', 'randomWalk'],
    ['fragility-walk', 'walk', 'walk'],
    ['@me/fragility-dataset-xor', 'xor', 'xor'],
    ['@me/model-k-nearest', 'k-nearest', 'kNearest'],
    ['my-attack', 'my-attack', 'myAttack'],
    ['walk2', 'walk2', 'walk2'],
  ])('%s provides %s', (name, definition, variable) => {
    expect(namesOf(name)).toEqual({ package: name, definition, variable });
  });

  it.each(['', 'Walk', 'my walk', '../walk', 'fragility-attack-', '@me', '2-walks', 'attack-import', 'a--b', 'wälk'])(
    'refuses %j',
    (name) => {
      expect(() => namesOf(name)).toThrow(/is given as a name, expected lower-case words joined by hyphens/);
    },
  );
});
