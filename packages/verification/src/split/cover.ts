import { violation } from '../original/halfspaces.js';
import type { Case } from '../property/property.js';
import type { BoxBound } from './bounder.js';
import { frontier, type OpenBox } from './frontier.js';

/** A search through the box of one case. */
export interface Cover {
  /** Works until a point looks unsafe, which is returned, until nothing is open, or until it is over. */
  advance(isOver: () => boolean): Float64Array | undefined;
  /** The points of open boxes that come nearest to being unsafe. */
  nearest(most: number): Float64Array[];
  /** Boxes that are open; 0 where there is no counterexample, but for those that were given up. */
  readonly open: number;
  /** Boxes that were bounded. */
  readonly bounded: number;
  /** Boxes that are too small to split further and are not decided. */
  readonly undecided: number;
  /** Share of the box that is proven to be safe. */
  readonly proven: number;
}

/** What a search asks of a network. */
export interface Bounded {
  bound(lower: Float64Array, upper: Float64Array): BoxBound;
  outputs(x: Float64Array): Float64Array;
}

const middleOf = (lower: Float64Array, upper: Float64Array): Float64Array =>
  lower.map((low, k) => low + (upper[k]! - low) / 2);

/** The input to split along, undefined where all are too narrow: the one with most of the doubt, of equals the widest. */
function splitOf({ lower, upper, doubts }: OpenBox, middle: Float64Array): number | undefined {
  let found: number | undefined;
  for (let k = 0; k < lower.length; k++) {
    if (!(lower[k]! < middle[k]! && middle[k]! < upper[k]!)) continue;
    const width = (j: number): number => upper[j]! - lower[j]!;
    if (found === undefined || doubts[k]! > doubts[found]! || (doubts[k] === doubts[found] && width(k) > width(found)))
      found = k;
  }
  return found;
}

/**
 * Covers the box of a case by boxes that are proven to be safe, or finds a point that is not: boxes that are not proven are halved along the input that
 * most of their doubt comes from, and their middle and one of their corners are tried.
 *
 * Source: input splitting as in Wang et al., Formal security analysis of neural networks using symbolic intervals, USENIX Security 2018.
 */
export function cover({ lower, upper, unsafe }: Case, { bound, outputs }: Bounded): Cover {
  const boxes = frontier();
  let [bounded, undecided, proven] = [0, 0, 0];

  /** Bounds a box; a point of it that looks unsafe. */
  const open = (low: Float64Array, high: Float64Array, share: number): Float64Array | undefined => {
    bounded++;
    const { margin, doubts, corner } = bound(low, high);
    if (margin > 0) {
      proven += share;
      return undefined;
    }
    const tried = [middleOf(low, high), corner].map((x) => ({ x, height: violation(unsafe, outputs(x)) }));
    const [best] = tried.toSorted((a, b) => a.height - b.height);
    const { x: nearest, height } = best!;
    boxes.push({ lower: low, upper: high, doubts, margin, nearest, violation: height, share });
    return height <= 0 ? nearest : undefined;
  };

  let begun = false;
  const step = (): Float64Array | undefined => {
    if (!begun) {
      begun = true;
      return open(lower, upper, 1);
    }
    const box = boxes.pop()!;
    const middle = middleOf(box.lower, box.upper);
    const along = splitOf(box, middle);
    if (along === undefined) {
      undecided++;
      return undefined;
    }
    const [left, right] = [box.upper.slice(), box.lower.slice()];
    left[along] = right[along] = middle[along]!;
    const low = open(box.lower, left, box.share / 2);
    const high = open(right, box.upper, box.share / 2);
    return low ?? high;
  };

  return {
    advance: (isOver) => {
      while ((!begun || boxes.size > 0) && !isOver()) {
        const found = step();
        if (found) return found;
      }
      return undefined;
    },
    nearest: (most) => boxes.nearest(most).map(({ nearest }) => nearest),
    get open() {
      return begun ? boxes.size : 1;
    },
    get bounded() {
      return bounded;
    },
    get undecided() {
      return undecided;
    },
    get proven() {
      return proven;
    },
  };
}
