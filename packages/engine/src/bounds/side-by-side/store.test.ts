import { expect, it } from '@jest/globals';
import { denseMap } from '../maps/dense.js';
import type { LinearMap } from '../maps/map.js';
import { sparseRows } from '../maps/sparse.js';
import { BYTES } from './layout.js';
import { fits, storeOf } from './store.js';

/** Values of a map as they stand in memory, by row: four times the column and the number. */
function rowsOf(map: LinearMap, call = 0, others: readonly LinearMap[] = []): number[][][] {
  const { placed, numbers, integers } = storeOf(call, [map, ...others]);
  const { values, columns, starts } = placed(map);
  return Array.from({ length: map.rows }, (_, r) => {
    const [first, end] = [0, 1].map((k) => integers[starts / BYTES.place + r + k]! / BYTES.place) as [number, number];
    return Array.from({ length: end - first }, (__, e) => [
      integers[columns / BYTES.place + first + e]!,
      numbers[values / BYTES.number + first + e]!,
    ]);
  });
}

const sparse = sparseRows(3, 5, (row, add) => {
  if (row === 1) return;
  add(row, 7 + row);
  add(4, 3);
});
const written = [
  [
    [0, 7],
    [16, 3],
  ],
  [
    [0, 0],
    [0, 0],
  ],
  [
    [8, 9],
    [16, 3],
  ],
];

it('keeps entries of maps by twos, a row without any having two of 0', () => expect(rowsOf(sparse)).toEqual(written));

it('keeps them when it grows, and writes them again when there is no more room', () => {
  expect(rowsOf(sparse, 1 << 23)).toEqual(written);
  for (let k = 0; k < 8; k++) {
    const large = denseMap(1000, 1000, new Float64Array(1e6).fill(k));
    const { placed, numbers } = storeOf(1 << 20, [large]);
    const { values } = placed(large);
    expect(numbers[values / BYTES.number]).toBe(k);
    expect(numbers[values / BYTES.number + 999_999]).toBe(k);
    expect(values).toBeGreaterThanOrEqual(1 << 20);
  }
  expect(rowsOf(sparse)).toEqual(written);
  const huge = denseMap(3000, 2000, new Float64Array(6e6).fill(5));
  expect(rowsOf(sparse, 0, [huge])).toEqual(written);
});

it('takes so much memory and no more', () => {
  expect(fits(1 << 20, [sparse])).toBe(true);
  expect(fits(1 << 28, [sparse])).toBe(false);
  const none = new Float64Array(0);
  expect(fits(0, [{ ...denseMap(0, 0, none), rows: 6000, columns: 6000 }])).toBe(false);
});
