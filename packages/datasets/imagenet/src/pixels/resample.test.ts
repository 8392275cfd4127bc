import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Axis, Interpolation } from './interpolation.js';
import { resample } from './resample.js';

interface Case {
  readonly interpolation: Interpolation;
  readonly height: number;
  readonly width: number;
  readonly rgb: string;
}

const CASES = JSON.parse(readFileSync(new URL('./testing/pillow.json', import.meta.url), 'utf8')) as Case[];

/** The picture of testing/pillow.py. */
const [HEIGHT, WIDTH] = [9, 13];
const data = Uint8Array.from({ length: HEIGHT * WIDTH * 3 }, (_, k) => {
  const [y, x, c] = [Math.floor(k / 3 / WIDTH), Math.floor(k / 3) % WIDTH, k % 3];
  return 37 * y * y + 61 * x + 97 * c + 13 * x * y;
});
const image = { data, height: HEIGHT, width: WIDTH };
const whole = (length: number, to: number): Axis => ({ offset: 0, length, to, start: 0, count: to });

function resized(rows: Axis, columns: Axis, interpolation: Interpolation): Float64Array {
  const out = new Float64Array(rows.count * columns.count * 3);
  resample(image, rows, columns, interpolation, out);
  return out;
}

describe('resample', () => {
  it.each(CASES)('equals Pillow, $interpolation to $height × $width', ({ interpolation, height, width, rgb }) => {
    const found = resized(whole(HEIGHT, height), whole(WIDTH, width), interpolation);
    expect(Buffer.from(found.map((value) => value * 255)).toString('hex')).toBe(rgb);
  });

  it.each<Interpolation>(['nearest', 'bilinear', 'bicubic', 'lanczos', 'tf-bilinear'])(
    'crops what it would have made whole, %s',
    (interpolation) => {
      const all = resized(whole(HEIGHT, 20), whole(WIDTH, 8), interpolation);
      const part = resized(
        { ...whole(HEIGHT, 20), start: 5, count: 7 },
        { ...whole(WIDTH, 8), start: 3, count: 4 },
        interpolation,
      );
      const expected = Array.from({ length: 7 }, (_, y) => [...all.subarray((5 + y) * 24 + 9, (5 + y) * 24 + 21)]);
      expect([...part]).toEqual(expected.flat());
    },
  );

  it('interpolates from the corner without antialiasing, as TensorFlow 1 does', () => {
    const shrunk = resized(whole(HEIGHT, 3), whole(WIDTH, 2), 'tf-bilinear');
    const at = (y: number, x: number, c: number): number => data[3 * (y * WIDTH + x) + c]! / 255;
    for (let y = 0; y < 3; y++) {
      for (let c = 0; c < 3; c++) {
        expect(shrunk[3 * (2 * y) + c]).toBeCloseTo(at(3 * y, 0, c), 14);
        expect(shrunk[3 * (2 * y + 1) + c]).toBeCloseTo((at(3 * y, 6, c) + at(3 * y, 7, c)) / 2, 14);
      }
    }
    const grown = resized(whole(HEIGHT, 18), whole(WIDTH, 13), 'tf-bilinear');
    expect(grown[3 * 13]).toBeCloseTo((at(0, 0, 0) + at(1, 0, 0)) / 2, 14);
    expect(grown[3 * 17 * 13]).toBeCloseTo(at(8, 0, 0), 14);
  });
});
