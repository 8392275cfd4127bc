import { expect, it } from '@jest/globals';
import { ballRegion, boxRegion } from '@fragility/engine';
import { dot, random } from '@fragility/numerics';
import { grid, NORMS } from '../../testing/networks.js';
import { cutRegion } from './cut.js';

it('bounds linear functions over a box that is cut', () => {
  const square = boxRegion(Float64Array.of(0, 0), Float64Array.of(1, 1));
  // x + y ≥ 1.5
  const region = cutRegion(square, { normal: Float64Array.of(-1, -1), offset: 1.5 });
  const least = new Float64Array(3);
  const minimisers = new Float64Array(6);
  region.minima(Float64Array.of(1, 0, 1, 2, -1, -1), 3, least, minimisers);
  // Taken at (0.5, 1), (1, 0.5) and (1, 1).
  [0.5, 2, -2].forEach((v, i) => {
    expect(least[i]).toBeLessThanOrEqual(v);
    expect(least[i]).toBeGreaterThan(v - 0.05);
  });
  expect([...minimisers.subarray(4)]).toEqual([1, 1]);
});

it('goes beyond all bounds where nothing is left', () => {
  const square = boxRegion(Float64Array.of(0, 0), Float64Array.of(1, 1));
  const region = cutRegion(square, { normal: Float64Array.of(-1, -1), offset: 2.5 });
  const least = new Float64Array(1);
  region.minima(Float64Array.of(1, 1), 1, least);
  expect(least[0]).toBeGreaterThan(2);
});

it('is above no point of a cut ball', () => {
  const stream = random('cut balls');
  for (let t = 0; t < 60; t++) {
    const centre = Float64Array.from({ length: 2 }, stream.uniform);
    const ball = { centre, radius: 0.4, norm: NORMS[t % 3]!, bounds: t % 2 ? ([0, 1] as const) : null };
    const cut = { normal: Float64Array.from({ length: 2 }, stream.normal), offset: 0.3 * stream.normal() };
    const row = Float64Array.from({ length: 2 }, stream.normal);
    const least = new Float64Array(1);
    cutRegion(ballRegion(ball), cut).minima(row, 1, least);
    for (const x of grid(ball, 40))
      if (dot(cut.normal, x) + cut.offset <= 0) expect(dot(row, x)).toBeGreaterThanOrEqual(least[0]! - 1e-12);
  }
});
