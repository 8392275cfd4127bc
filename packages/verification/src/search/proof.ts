import { boxRegion, type BoundNetwork } from '@fragility/engine';
import { tree } from '../complete/parts/tree.js';
import { fits, type Goal } from '../complete/problem.js';
import type { Case } from '../property/property.js';
import { boundedOf } from '../split/bounded.js';
import { cover } from '../split/cover.js';

/** Inputs up to which boxes are split along them. */
const FEW = 10;

/** The work on a proof for one case, done bit by bit. */
export interface Proof {
  /** Works until a point looks unsafe, which is returned, until nothing is open, or until it is over. */
  advance(isOver: () => boolean): Promise<Float64Array | undefined>;
  /** Points of open parts that come near to being unsafe. */
  nearest(most: number): Float64Array[];
  readonly open: number;
  readonly bounded: number;
  readonly undecided: number;
  /** Share of the box that is proven to be safe. */
  readonly proven: number;
}

/** Whether the box of a case is split along its inputs. */
export const isFew = ({ lower }: Case): boolean => lower.length <= FEW;

/** The lists of half-spaces as goals of a network. */
const goalsOf = ({ unsafe }: Case, { outputs }: BoundNetwork): Goal[] =>
  unsafe.map((list) => {
    const a = new Float64Array(list.length * outputs);
    list.forEach(({ terms }, r) => terms.forEach(([j, c]) => (a[r * outputs + j]! += c)));
    return { a, constants: Float64Array.from(list, ({ constant }) => constant) };
  });

/** Boxes of few inputs that are split along them, or one box that is bounded once where the network is too large for more. */
function byBoxes(problem: Case, network: BoundNetwork): Proof {
  const isOnce = !isFew(problem);
  const boxes = cover(problem, boundedOf(network, problem, isOnce));
  return {
    advance: async (isOver) => boxes.advance(() => isOver() || (isOnce && boxes.bounded > 0)),
    nearest: (most) => boxes.nearest(most),
    get open() {
      return isOnce && boxes.bounded > 0 ? 0 : boxes.open;
    },
    get bounded() {
      return boxes.bounded;
    },
    get undecided() {
      return boxes.undecided + (isOnce ? boxes.open : 0);
    },
    get proven() {
      return boxes.proven;
    },
  };
}

/** Parts by the signs of units. */
function byUnits(problem: Case, network: BoundNetwork): Proof {
  const parts = tree({ network, region: boxRegion(problem.lower, problem.upper), goals: goalsOf(problem, network) });
  return {
    advance: async (isOver) => (await parts.advance(isOver))?.x,
    nearest: (most) => parts.nearest(most).map(({ x }) => x),
    get open() {
      return parts.open;
    },
    get bounded() {
      return parts.bounded;
    },
    get undecided() {
      return parts.undecided;
    },
    get proven() {
      return parts.open === 0 && parts.undecided === 0 ? 1 : 0;
    },
  };
}

/** The proof of a case: its box split along few inputs, or the network along the signs of its units. */
export const proofOf = (problem: Case, network: BoundNetwork): Proof =>
  isFew(problem) || !fits(network) ? byBoxes(problem, network) : byUnits(problem, network);
