/** Numbers that come one by one, 8 bytes of memory for each. */
export interface Distances {
  add(distance: number): void;
  /** All so far, in the order in which they came. */
  all(): Float64Array;
}

/** Numbers that a piece of memory holds: the first pieces are small, as most groups are. */
const PIECE = { first: 64, most: 2 ** 16 };

/** Gathers numbers, of which there may be many millions. */
export function gatherDistances(): Distances {
  const full: Float64Array[] = [];
  let piece = new Float64Array(PIECE.first);
  let count = 0;
  return {
    add: (distance) => {
      if (count === piece.length) {
        full.push(piece);
        piece = new Float64Array(Math.min(PIECE.most, 2 * piece.length));
        count = 0;
      }
      piece[count++] = distance;
    },
    all: () => {
      const pieces = [...full, piece.subarray(0, count)];
      const all = new Float64Array(pieces.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const one of pieces) {
        all.set(one, at);
        at += one.length;
      }
      return all;
    },
  };
}
