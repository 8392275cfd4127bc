import { normOf, type Criterion, type Norm, type Row, type Window } from '@fragility/numerics';
import type { Patch } from './patches.js';

/** Patches of a class that are combined, most patches of a set, sets of one size that are extended, and those that are returned. */
const [STRONGEST, LARGEST, EXTENDED, KEPT] = [30, 4, 200, 40];

/** Windows that do not overlap, and what moving them all promises. */
interface PatchSet {
  readonly windows: readonly Window[];
  /** Sum of their gains. */
  readonly gain: number;
  /** Place of the last among the strongest. */
  readonly last: number;
}

const apart = (a: Window, b: Window): boolean =>
  Math.abs(a.top - b.top) >= a.height || Math.abs(a.left - b.left) >= a.width;

/** Sets of up to four patches that raise f_j − f_y most if their gains add up, of each size some. */
function strongestSets(patches: readonly Patch[], j: number): PatchSet[] {
  const strongest = [...patches].sort((a, b) => b.gains[j]! - a.gains[j]!).slice(0, STRONGEST);
  const extended = ({ windows, gain, last }: PatchSet): PatchSet[] =>
    strongest.flatMap(({ window, gains }, k) =>
      k > last && windows.every((other) => apart(other, window))
        ? [{ windows: [...windows, window], gain: gain + gains[j]!, last: k }]
        : [],
    );
  const sets: PatchSet[] = [];
  let level: PatchSet[] = [{ windows: [], gain: 0, last: -1 }];
  for (let size = 1; size <= LARGEST; size++) {
    level = level.flatMap(extended).sort((a, b) => b.gain - a.gain).slice(0, EXTENDED); // prettier-ignore
    sets.push(...level.slice(0, KEPT));
  }
  return sets;
}

/**
 * Sets of patches in the order of what they promise: the share of the gap to a class that they close, if their gains add up, by their length.
 *
 *     promise(S, j) = Σ_{W∈S} gain_j(W) / (f_y − f_j)(x₀) / ‖1_{|S|}‖
 *
 * `clean`: the logits of the input. In a targeted attack j is the target.
 */
export function promisingSets(
  patches: readonly Patch[],
  clean: Row,
  { label, target }: Criterion,
  norm: Norm,
): (readonly Window[])[] {
  const classes = target === undefined ? [...clean.keys()].filter((j) => j !== label) : [target];
  return classes
    .flatMap((j) =>
      strongestSets(patches, j).map(({ windows, gain }) => ({
        windows,
        promise: gain / (clean[label]! - clean[j]!) / normOf(new Float64Array(windows.length).fill(1), norm),
      })),
    )
    .sort((a, b) => b.promise - a.promise)
    .map(({ windows }) => windows);
}
