/**
 * The inverse of a power of two near x > 0: numbers of the size of x, multiplied by it, come near 1 without rounding. The power is kept
 * where it and its inverse are finite, which serves the smallest and largest x as well.
 */
export const inverseScale = (x: number): number => 2 ** -Math.min(1023, Math.max(-1022, Math.floor(Math.log2(x))));
