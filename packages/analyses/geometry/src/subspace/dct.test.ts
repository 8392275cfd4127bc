import { describe, expect, it } from '@jest/globals';
import { dot, matmul, matrix, principalComponents, random, stack, transpose, type Row } from '@fragility/numerics';
import { byFrequency, cosines, dctBand } from './dct.js';
import { complementOf, spanOf, wholeSpace, type Subspace } from './subspace.js';

const stream = random('dct');
const normals = (n: number): Row => Float64Array.from({ length: n }, () => stream.normal());
const close = (a: Row, b: Row): void => a.forEach((value, k) => expect(value).toBeCloseTo(b[k]!, 12));

describe('cosines', () => {
  it.each([1, 2, 5, 28])('are orthonormal, n = %d', (n) => {
    const c = matrix(n, n, cosines(n));
    matmul(c, transpose(c)).data.forEach((value, k) => expect(value).toBeCloseTo(k % (n + 1) === 0 ? 1 : 0, 13));
  });

  it('are √½ (1, 1) and √½ (1, −1) of length two', () => {
    close(
      cosines(2),
      Float64Array.of(1, 1, 1, -1).map((value) => value * Math.SQRT1_2),
    );
  });
});

const points = stack(Array.from({ length: 3 }, () => normals(24)));
const spaces: [string, number, Subspace][] = [
  ['a band of a grey image', 6, dctBand([4, 6], 2, 6)],
  ['a band of a colour image', 12, dctBand([4, 2, 3], 0, 4)],
  ['a band of a vector', 5, dctBand([24], 3, 5)],
  ['a span', 3, spanOf(principalComponents(points, { centred: false }).components)],
  ['a complement', 18, complementOf(24, dctBand([4, 6], 2, 6))],
  ['everything', 24, wholeSpace(24)],
];

describe.each(spaces)('the projection on %s', (_, dimension, space) => {
  it('is an orthogonal projection whose trace is the dimension', () => {
    expect(space.dimension).toBe(dimension);
    const [v, w] = [normals(24), normals(24)];
    const inside = space.project(v);
    close(space.project(inside), inside);
    expect(dot(space.project(v), w)).toBeCloseTo(dot(v, space.project(w)), 12);
    const trace = Array.from({ length: 24 }, (_, k) => space.project(new Float64Array(24).fill(1, k, k + 1))[k]!);
    expect(trace.reduce((a, b) => a + b, 0)).toBeCloseTo(dimension, 12);
  });
});

it('bands are those of the basis, lowest frequencies first', () => {
  expect(byFrequency(2, 3)).toEqual([0, 1, 3, 4, 2, 5]);
  close(dctBand([4, 6], 0, 1).project(new Float64Array(24).fill(3)), new Float64Array(24).fill(3));
  const [down, across] = [cosines(4), cosines(6)];
  const basis = byFrequency(4, 6).map((k) =>
    Float64Array.from(
      { length: 24 },
      (_, p) => down[Math.floor(k / 6) * 4 + Math.floor(p / 6)]! * across[(k % 6) * 6 + (p % 6)]!,
    ),
  );
  const v = normals(24);
  const sum = new Float64Array(24);
  for (const b of basis.slice(3, 8)) b.forEach((value, k) => (sum[k]! += dot(v, b) * value));
  close(dctBand([4, 6], 3, 5).project(v), sum);
  close(dctBand([4, 6], 0, 99).project(v), v);
  // One channel of three: the others are left alone.
  const image = Float64Array.from({ length: 24 }, (_, k) => (k % 3 === 1 ? v[Math.floor(k / 3)]! : 0));
  const alone = dctBand([4, 2], 1, 4).project(v.slice(0, 8));
  const band = dctBand([4, 2, 3], 1, 4).project(image);
  band.forEach((value, k) => expect(value).toBeCloseTo(k % 3 === 1 ? alone[Math.floor(k / 3)]! : 0, 12));
});
