import { expect, it } from '@jest/globals';
import { groupBy } from './group-by.js';

it('keeps items in order, and groups in that of their first', () =>
  expect([...groupBy([3, 1, 2, 5], (n) => n % 2)]).toEqual([
    [1, [3, 1, 5]],
    [0, [2]],
  ]));
