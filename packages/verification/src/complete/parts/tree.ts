import { ballRegion, outputsAt, type Ball, type BoundNetwork } from '@fragility/engine';
import { heap } from '../../split/heap.js';
import { halvesOf, unitsToSplit } from './branch.js';
import { boundParts, byFrame, type Domain, type Part } from './domain.js';
import { contradicts, frameOf, type Frame } from './frame.js';
import { decideLinear } from './linear-region.js';
import { heightOf, type Goal, type Problem } from '../problem.js';

/** A point that reaches a goal. */
export interface Reached {
  readonly x: Float64Array;
  readonly goal: number;
}

/** A search through the parts of a region. */
export interface Tree {
  /** Works until a point reaches a goal, which is returned, until nothing is open, or until it is over. */
  advance(isOver: () => boolean): Promise<Reached | undefined>;
  /** Goes on in a smaller ball: parts without inputs in it are done with. */
  shrink(smaller: Problem): void;
  /** Bounds the whole region, where that is not done yet: a point that reaches a goal. */
  begin(): Reached | undefined;
  /** Where the relaxed goals of open parts are least, up to `most` of them. */
  nearest(most: number): Reached[];
  /** The goals that are not excluded. */
  readonly goals: readonly number[];
  /** Parts that are open. */
  readonly open: number;
  /** Parts that are linear and not decided, as rounding hides which side of a goal they are on. */
  readonly undecided: number;
  /** Proven: the least height of all goals on the region. */
  readonly lower: number;
  /** Proven: no goal is reached by inputs nearer to the centre than this. */
  readonly radius: number;
  /** The least height found. */
  readonly upper: number;
  /** Parts that were bounded. */
  readonly bounded: number;
}

/** Steps of the first bounds, of those of parts, and the products that optimised ranges of hidden units may take. */
const [ROOT_STEPS, STEPS] = [50, 12];

/** Numbers that the rows of a batch may hold, and the most domains of one. */
const [ROOM, MOST] = [1 << 18, 16];

/** Splits after which ranges are made smaller again. */
const PERIOD = 1;

/** Milliseconds before others are let to run. */
const SLICE = 25;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/**
 * Branch and bound over the signs of units: β-CROWN bounds of parts in batches, the part with the lowest bound first; parts whose units are all decided
 * are decided exactly.
 *
 * Source: Wang et al., NeurIPS 2021, arXiv:2103.06624.
 */
export function tree(given: Problem): Tree {
  let problem = given;
  let frame: Frame | undefined;
  const order = (): ReturnType<typeof heap<Domain>> =>
    heap<Domain>(({ lower, radius }) => (problem.ball ? radius : lower));
  let domains = order();
  let [bounded, undecided] = [0, 0];
  let [closed, closedRadius, upper] = [Infinity, Infinity, Infinity];
  const stuck: Domain[] = [];

  const isDone = ({ lower, radius }: Domain): boolean => lower > 0 || radius > (problem.ball?.radius ?? Infinity);

  const close = ({ lower, radius }: Pick<Domain, 'lower' | 'radius'>): void => {
    closed = Math.min(closed, lower);
    closedRadius = Math.min(closedRadius, Math.max(radius, problem.ball?.radius ?? 0));
  };

  /** Takes in bounded parts; a point that reaches a goal. */
  const take = (parts: readonly Domain[]): Reached | undefined => {
    let reached: Reached | undefined;
    for (const part of parts) {
      if (isDone(part)) {
        close(part);
        continue;
      }
      const outputs = outputsAt(problem.network, part.minimiser);
      problem.goals.forEach((goal, g) => {
        const height = heightOf(goal, outputs);
        upper = Math.min(upper, height);
        if (height <= 0) reached ??= { x: part.minimiser, goal: g };
      });
      if (part.candidates.length > 0) {
        domains.push(part);
        continue;
      }
      const outcome = decideLinear(problem, part.frame, part.goal, part.splits);
      if (outcome === 'empty') close({ lower: Infinity, radius: problem.ball?.radius ?? Infinity });
      else if (outcome === 'undecided') {
        undecided++;
        stuck.push(part);
      } else {
        upper = Math.min(upper, heightOf(problem.goals[part.goal]!, outputsAt(problem.network, outcome)));
        reached ??= { x: outcome, goal: part.goal };
        undecided++;
        stuck.push(part);
      }
    }
    return reached;
  };

  const bound = (of: Frame, parts: readonly Part[], steps: number): Domain[] => {
    bounded += parts.length;
    return boundParts(problem, of, parts, steps);
  };

  const batch = (): Domain[] => {
    const first = domains.pop();
    const most = Math.max(1, Math.min(MOST, Math.floor(ROOM / Math.max(...problem.network.sizes) / 4)));
    const chosen = [first];
    while (chosen.length < most && domains.items.length > 0) {
      const next = domains.pop();
      if (next.frame !== first.frame) {
        domains.push(next);
        break;
      }
      chosen.push(next);
    }
    return chosen;
  };

  /** A domain bounded again under ranges that its own bound makes smaller, where that is due. */
  const refined = (domain: Domain): Domain => {
    if (domain.frame.depth + PERIOD > domain.splits.length + (domain.frame.cuts.length > 0 ? 0 : PERIOD)) return domain;
    const { goal, splits, below: cut, states: from } = domain;
    const own = frameOf(problem, problem.region, { assumed: { splits, cut, around: domain.frame } });
    if (own.isEmpty) return { ...domain, lower: Number.MIN_VALUE, radius: Infinity };
    const [better] = bound(own, [{ goal, splits, from, around: domain }], STEPS);
    return better!;
  };

  const step = (): Reached | undefined => {
    if (!frame) {
      frame = frameOf(problem, problem.region, { steps: 20 });
      const whole = problem.goals.map((_, goal): Part => ({ goal, splits: [] }));
      const first = bound(frame, whole, 0);
      const left = first.filter((domain) => !isDone(domain));
      const again = left.map((around): Part => ({
        goal: around.goal,
        splits: around.splits,
        from: around.states,
        around,
      }));
      return take([...first.filter(isDone), ...(left.length > 0 ? bound(frame, again, ROOT_STEPS) : [])]);
    }
    const chosen = batch().map((domain) =>
      isDone(domain) || domain.candidates.length === 0 ? domain : refined(domain),
    );
    const left = chosen.filter((domain) => !isDone(domain) && domain.candidates.length > 0);
    let reached = take(chosen.filter((domain) => !left.includes(domain)));
    const units = unitsToSplit(problem, left);
    const parts = left.flatMap((domain, k) => halvesOf(domain, units[k]!));
    const possible = parts.filter(({ splits, from }) => !contradicts(from![0]!.frame, splits));
    for (const own of byFrame(possible)) reached = take(bound(own[0]!.from![0]!.frame, own, STEPS)) ?? reached;
    return reached;
  };

  return {
    begin: () => (frame ? undefined : step()),
    nearest: (most) => domains.items.slice(0, most).map(({ minimiser: x, goal }) => ({ x, goal })),
    get goals() {
      return [...new Set(frame ? domains.items.concat(stuck).map(({ goal }) => goal) : problem.goals.keys())];
    },
    advance: async (isOver) => {
      let since = performance.now();
      while ((!frame || domains.items.length > 0) && !isOver()) {
        const found = step();
        if (found) return found;
        if (performance.now() - since < SLICE) continue;
        await pause();
        since = performance.now();
      }
      return undefined;
    },
    shrink: (smaller) => {
      problem = smaller;
      frame = frameOf(problem, problem.region, { steps: 20 });
      const all = domains.items.concat(stuck.splice(0));
      undecided = 0;
      domains = order();
      for (const each of all) {
        if (isDone(each)) close(each);
        else domains.push(each);
      }
    },
    get open() {
      return frame ? domains.items.length : problem.goals.length;
    },
    get undecided() {
      return undecided;
    },
    get lower() {
      return frame
        ? Math.min(
            closed,
            ...stuck.map(({ lower }) => lower),
            domains.items.reduce((m, { lower }) => Math.min(m, lower), Infinity),
          )
        : -Infinity;
    },
    get radius() {
      if (!frame) return 0;
      const own = domains.items.reduce((m, { radius }) => Math.min(m, radius), Infinity);
      return Math.min(closedRadius, own, ...stuck.map(({ radius }) => radius), problem.ball?.radius ?? Infinity);
    },
    get upper() {
      return upper;
    },
    get bounded() {
      return bounded;
    },
  };
}

/**
 * The search of a ball for goals of one's own.
 *
 * @throws FragilityError `engine/region`.
 * @example treeOf(network, { centre: x, radius: 0.1, norm: 'linf' }, []).open; // 0
 */
export const treeOf = (network: BoundNetwork, ball: Ball, goals: readonly Goal[]): Tree =>
  tree({ network, ball, region: ballRegion(ball), goals });
