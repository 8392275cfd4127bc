import { describe, expect, it } from '@jest/globals';
import { isImage, isStoredPicture, pictureOf } from './index.js';

describe('isImage', () => {
  it.each([[[28, 28]], [[28, 28, 1]], [[224, 224, 3]]])('takes %j', (shape) => expect(isImage(shape)).toBe(true));
  it.each([[[784]], [[1, 784]], [[3, 32, 32]], [[8, 8, 2]], [[2, 2, 2, 3]], [[]]])('does not take %j', (shape) =>
    expect(isImage(shape)).toBe(false),
  );
});

describe('pictureOf', () => {
  it('maps the range to 0…255, rounds, and clips what lies outside', () => {
    const values = Float64Array.of(-1, -2, 0.5, 1, 3, 0);
    expect(pictureOf(values, [2, 3], [-1, 1])).toEqual({
      height: 2,
      width: 3,
      channels: 1,
      pixels: Uint8Array.of(0, 0, 191, 255, 255, 128),
    });
  });

  it('is null for what is no image', () => expect(pictureOf(new Float64Array(4), [4], [0, 1])).toBeNull());
});

describe('isStoredPicture', () => {
  it.each([
    [{ picture: 'pictures/0a.png' }, true],
    ['pictures/0a.png', false],
    [{ picture: 1 }, false],
    [null, false],
    [undefined, false],
  ])('tells %j: %p', (cell, expected) => expect(isStoredPicture(cell)).toBe(expected));
});
