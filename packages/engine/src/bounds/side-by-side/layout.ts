/** Rows whose numbers stand side by side. */
export const SIDE = 16;

/** Rows of a dense matrix that an interval is multiplied by together; entries of rows of a sparse one come in pairs. */
export const [QUAD, TWO] = [4, 2] as const;

/** Bytes of a listed place, of a number, of a pair of them, of the lines of one place, and of its numbers side by side. */
export const BYTES = { place: 4, number: 8, pair: 16, lines: 32, side: 8 * SIDE } as const;
