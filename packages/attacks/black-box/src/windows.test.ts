import { expect, it } from '@jest/globals';
import { gridOf, normOf, random } from '@fragility/numerics';
import { bumpsDrawn } from './bumps.js';
import { place, windowSize } from './windows.js';

it.each([
  [[32, 32, 3], 0.8, 'linf', [29, 29]],
  [[32, 32, 3], 0.0001, 'linf', [1, 1]],
  [[32, 32, 3], 0.1, 'l2', [11, 11]],
  [[32, 32, 3], 0.0001, 'l1', [3, 3]],
  [[2, 32], 0.8, 'l2', [2, 2]],
  [[64], 0.8, 'linf', [1, 51]],
  [[64], 0.0001, 'l2', [1, 1]],
] as const)('in shape %j the share %d holds, in %s, a window of %j', (shape, share, norm, size) =>
  expect(windowSize(gridOf(shape), share, norm)).toEqual(size),
);

it('places windows everywhere, the last row and column too', () => {
  const grid = gridOf([4, 5]);
  const stream = random('places');
  const windows = Array.from({ length: 200 }, () => place(grid, [2, 2], stream));
  expect(new Set(windows.map(({ top }) => top))).toEqual(new Set([0, 1, 2]));
  expect(new Set(windows.map(({ left }) => left))).toEqual(new Set([0, 1, 2, 3]));
});

it.each(['l2', 'l1'] as const)('bumps have norm 1 and two halves of opposite signs, %s', (norm) => {
  const bumps = bumpsDrawn(norm, random('bumps'));
  const both = Array.from({ length: 20 }, () => bumps(5, 5));
  for (const eta of both) expect(normOf(eta, norm)).toBeCloseTo(1, 12);
  const upper = both.filter((eta) => eta.slice(0, 10).every((v) => v > 0) && eta.slice(10).every((v) => v < 0));
  const left = both.filter((eta) => eta.every((v, k) => Math.sign(v) === (k % 5 < 2 ? 1 : -1)));
  expect(upper.length).toBeGreaterThan(0);
  expect(left.length).toBeGreaterThan(0);
  expect(upper.length + left.length).toBe(20);
  const q = norm === 'l2' ? 2 : 4;
  // Upper half 2 × 5: centre (1, 2), rings of distance 0, 1, 2.
  const ring = [2, 1, 0].map((r) => [0, 1, 2].filter((k) => k >= r).reduce((sum, k) => sum + (k + 1) ** -q, 0));
  const eta = upper[0]!;
  expect(eta[5]! / eta[7]!).toBeCloseTo(ring[0]! / ring[2]!, 12);
  expect(eta[6]! / eta[7]!).toBeCloseTo(ring[1]! / ring[2]!, 12);
  expect([...bumps(1, 1)]).toEqual([1]);
  expect([...bumps(1, 2)].map(Math.sign)).toEqual([1, -1]);
  expect([...bumps(2, 1)].map(Math.sign)).toEqual([1, -1]);
});
