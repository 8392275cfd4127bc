/**
 * Solves f(t) = target for a non-decreasing f whose coordinates grow with t ≥ 0 until each saturates, as Σ min(t·a_k, b_k) does.
 *
 * `within(t)` solves in closed form with the coordinates that are saturated at t held and all others free. That root is never beyond the
 * true one, since freed coordinates only overestimate f, so t rises, saturating more, until nothing changes: O(d) a round, and a
 * handful of rounds. Source: Michelot, J. Optim. Theory Appl. 50 (1986).
 *
 * `first` is within(0), where it is known.
 *
 * @returns the root, or the t at which all are saturated where the target is out of reach
 */
export function solveSaturating(within: (t: number) => number, first = within(0)): number {
  let t = first;
  for (let next = within(t); next > t; next = within(t)) t = next;
  return t;
}
