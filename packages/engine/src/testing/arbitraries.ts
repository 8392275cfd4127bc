import fc from 'fast-check';

/** Two whole numbers of a range, for the two axes of an image. */
export const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** A shape of one example. */
export const shapes = (axes: { min: number; max: number }) =>
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength: axes.min, maxLength: axes.max });

/** An axis after the batch, counted from either end. */
export const axisOf = (shape: readonly number[]) =>
  fc.oneof(fc.integer({ min: 1, max: shape.length }), fc.integer({ min: -shape.length, max: -1 }));
