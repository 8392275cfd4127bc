/**
 * The inverse of the power of two just below x > 0: numbers of the size of x, multiplied by it, come near 1 without rounding. 2¹⁰²² at
 * most, which is finite and serves the smallest x as well.
 */
export const inverseScale = (x: number): number => 2 ** -Math.max(-1022, Math.floor(Math.log2(x)));
