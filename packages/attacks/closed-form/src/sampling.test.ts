import { expect, it } from '@jest/globals';
import { normOf, random } from '@fragility/numerics';
import { acrossWalls, direction, nearestWalls } from './sampling.js';

const halfspaces = {
  weight: [Float64Array.of(2, 0), Float64Array.of(0, -1), Float64Array.of(0, 0)],
  offset: Float64Array.of(-6, -1, -1),
};

it('orders walls by their distance, and leaves out units that are constant', () => {
  const walls = nearestWalls(halfspaces, Float64Array.of(0, 0));
  expect(walls.map(({ distance }) => distance)).toEqual([1, 3]);
});

it('moves points over walls, within the bounds', () => {
  const stream = random('walls');
  const from = Float64Array.of(0, 0);
  const walls = nearestWalls(halfspaces, from);
  for (let k = 0; k < 50; k++) {
    const [x, y] = acrossWalls(from, walls, stream, null) as unknown as [number, number];
    expect(x > 3 || y < -1).toBe(true);
    expect(Math.max(...acrossWalls(from, walls, stream, [-2, 2]))).toBeLessThanOrEqual(2);
  }
});

it('draws directions of length 1', () => {
  expect(normOf(direction(random('direction'), 9), 'l2')).toBeCloseTo(1, 12);
});
