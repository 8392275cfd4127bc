import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { MAPS, randomMaps } from '../testing/random-maps.js';

const stream = random('maps');
const { normal, uniform } = stream;

const numbers = (size: number, share: number): Float64Array =>
  Float64Array.from({ length: size }, () => (uniform() < share ? normal() : 0));

describe.each(MAPS)('maps of %d × %d', (rows, columns, share) => {
  const { w, maps } = randomMaps(stream, rows, columns, share);

  it.each([1, 3, 8, 19])('multiply %d rows as sums do', (m) => {
    for (const filled of [1, 0.3]) {
      const [a, x] = [numbers(m * rows, filled), numbers(m * columns, filled)];
      const wanted = Int32Array.from({ length: Math.ceil(rows / 3) }, () => Math.floor(uniform() * rows));
      const chosen = new Set(wanted);
      const [to, y] = [numbers(m * columns, 1), numbers(m * rows, 1)];
      const [pulled, applied, some] = [to.slice(), y.slice(), y.slice()];
      for (let i = 0; i < m; i++)
        for (let r = 0; r < rows; r++)
          for (let k = 0; k < columns; k++) {
            pulled[i * columns + k]! += a[i * rows + r]! * w[r * columns + k]!;
            applied[i * rows + r]! += w[r * columns + k]! * x[i * columns + k]!;
            if (chosen.has(r)) some[i * rows + r]! += w[r * columns + k]! * x[i * columns + k]!;
          }
      for (const [, map] of maps) {
        const [ownTo, ownY, ownSome] = [to.slice(), y.slice(), y.slice()];
        map.pull(a, ownTo, m);
        map.apply(x, ownY, m);
        map.apply(x, ownSome, m, Int32Array.from(chosen));
        const furthest = (ours: Float64Array, theirs: Float64Array): number =>
          ours.reduce((most, v, k) => Math.max(most, Math.abs(v - theirs[k]!)), 0);
        expect(furthest(ownTo, pulled)).toBeLessThan(1e-11);
        expect(furthest(ownY, applied)).toBeLessThan(1e-11);
        expect(furthest(ownSome, some)).toBeLessThan(1e-11);
      }
    }
  });

  it('have the sums of the sizes of their rows', () => {
    for (const [, map] of maps)
      for (let r = 0; r < rows; r++)
        expect(map.sizes()[r]).toBeCloseTo(
          w.subarray(r * columns, (r + 1) * columns).reduce((sum, v) => sum + Math.abs(v), 0),
          10,
        );
  });
});
