import { expect, it } from '@jest/globals';
import { gatherDistances } from './distances.js';

it('distances come back in their order, however many there are', () => {
  for (const count of [0, 1, 63, 64, 65, 3 * 64, 3 * 64 + 1, 300_000]) {
    const gathered = gatherDistances();
    for (let k = 0; k < count; k++) gathered.add(k === 7 ? Infinity : k / 2);
    const all = gathered.all();
    expect(all).toHaveLength(count);
    expect(all.every((distance, k) => distance === (k === 7 ? Infinity : k / 2))).toBe(true);
  }
});
