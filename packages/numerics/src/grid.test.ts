import { expect, it } from '@jest/globals';
import { coordinates, gridOf } from './grid.js';

it.each([
  [[64], { rows: 1, columns: 64, channels: 1 }],
  [[28, 28], { rows: 28, columns: 28, channels: 1 }],
  [[32, 30, 3], { rows: 32, columns: 30, channels: 3 }],
  [[10, 1], { rows: 1, columns: 10, channels: 1 }],
  [[2, 3, 4, 5], { rows: 1, columns: 120, channels: 1 }],
])('shape %j is the grid %j', (shape, grid) => expect(gridOf(shape)).toEqual(grid));

it('lists the coordinates of a window of one channel, row by row', () =>
  expect([...coordinates(gridOf([3, 4, 2]), { top: 1, left: 2, height: 2, width: 2 }, 1)]).toEqual([13, 15, 21, 23]));
