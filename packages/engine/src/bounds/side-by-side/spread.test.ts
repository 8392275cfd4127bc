import { expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { MAPS, randomMaps } from '../testing/random-maps.js';
import { spread } from './spread.js';

const stream = random('spread');
const { normal, uniform } = stream;

it.each(MAPS)('intervals through maps of %d × %d', (rows, columns, share) => {
  const { w, maps } = randomMaps(stream, rows, columns, share);
  const centre = Float64Array.from({ length: columns }, normal);
  const radius = Float64Array.from({ length: columns }, uniform);
  const before = [rows, rows].map((length) => Float64Array.from({ length }, normal)) as [Float64Array, Float64Array];
  for (const [, map] of maps) {
    const [middle, width] = [before[0].slice(), before[1].slice()];
    spread(map, centre, radius, middle, width);
    for (let r = 0; r < rows; r++) {
      const row = w.subarray(r * columns, (r + 1) * columns);
      expect(middle[r]).toBeCloseTo(
        row.reduce((sum, v, k) => sum + v * centre[k]!, before[0][r]!),
        10,
      );
      expect(width[r]).toBeCloseTo(
        row.reduce((sum, v, k) => sum + Math.abs(v) * radius[k]!, before[1][r]!),
        10,
      );
    }
  }
});
