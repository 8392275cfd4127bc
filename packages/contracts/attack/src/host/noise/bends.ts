import type { Row } from '@fragility/numerics';

const { abs, sqrt } = Math;

/**
 * Places on a line at which noise is measured, in steps: eight, whose six bends a kink or a jump between two of them spoils twice; uneven, so that
 * what is rounded to a grid cannot keep pace with them.
 */
export const TIMES = [0, 1.31, 1.83, 3.43, 4.09, 4.62, 6.26, 6.95] as const;
/** Which bend counts, from the smallest on. */
const CHOSEN = 3;
/** Multiple of its bend by which a logit has to change between two places, in median, for the line to be straight. */
const STRAIGHT = 8;

/** Largest magnitude of a row's numbers, without those that are infinite or NaN; 0 where there is none. */
export function magnitude(x: Row): number {
  let most = 0;
  for (const value of x) {
    const size = abs(value);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

/** Bends of all logits [K] at place i of a line, by how much each is off the straight line through its neighbours: of the size of its errors. */
function bends(line: readonly Row[], i: number): Row {
  const [before, here, after] = [line[i - 1]!, line[i]!, line[i + 1]!];
  const a = (TIMES[i]! - TIMES[i - 1]!) / (TIMES[i + 1]! - TIMES[i - 1]!);
  const size = sqrt(1 + a ** 2 + (1 - a) ** 2);
  return here.map((value, j) => ((1 - a) * (before[j]! - value) + a * (after[j]! - value)) / size);
}

const inner = (line: readonly Row[]): number[] => Array.from(line.keys()).slice(1, -1);

const ranked = (values: readonly number[], rank: number): number => values.toSorted((a, b) => a - b)[rank] ?? 0;

/**
 * Standard deviation of the errors of logits on a line, from its bends; 0 of fewer than six points.
 *
 *     b₄ of b_i = max_j |f_j(t_i) − (1 − a) f_j(t_{i−1}) − a f_j(t_{i+1})| / √(1 + a² + (1 − a)²),   a = (t_i − t_{i−1}) / (t_{i+1} − t_{i−1})
 */
export const deviation = (line: readonly Row[]): number =>
  ranked(
    inner(line).map((i) => magnitude(bends(line, i))),
    CHOSEN,
  );

/** How many logits change along a line, and straight on: neither hidden by rounding, nor in jumps as those of trees do. */
export function straight(line: readonly Row[]): number {
  const all = inner(line).map((i) => bends(line, i));
  const changes = line.slice(1).map((next, i) => next.map((value, j) => abs(value - line[i]![j]!)));
  const isStraight = (_: number, j: number): boolean => {
    const change = ranked(
      changes.map((one) => one[j]!),
      CHOSEN,
    );
    const bend = ranked(
      all.map((one) => abs(one[j]!)),
      CHOSEN,
    );
    return change > 0 && change >= STRAIGHT * bend;
  };
  return [...line[0]!].filter(isStraight).length;
}
