/** A radius, or how far none was found. */
export interface Reached {
  /** Largest radius at which the miss was below the share. */
  readonly below: number;
  /** Smallest at which it was not; null where there is none within the reach. */
  readonly above: number | null;
}

/**
 * Where a function of the radius first reaches a share, for every place: radii are doubled from `first` on until it does, then the gap is halved on a
 * logarithmic scale, so that above/below = 2^(1/2^halvings).
 *
 * @param misses of some places at a radius of each: γ(ε)/(ε‖∇ℓ‖)
 * @param doublings after which a place is left without
 */
export async function firstReached(
  first: readonly number[],
  misses: (places: readonly number[], radii: readonly number[]) => Promise<readonly number[]>,
  { share, doublings, halvings }: { readonly share: number; readonly doublings: number; readonly halvings: number },
): Promise<Reached[]> {
  const below = first.map(() => 0);
  const above: (number | null)[] = first.map(() => null);
  let open = first.map((_, k) => k);
  for (let step = 0; step <= doublings && open.length > 0; step++) {
    const radii = open.map((k) => first[k]! * 2 ** step);
    const found = await misses(open, radii);
    open.forEach((k, i) => {
      if (found[i]! >= share) above[k] = radii[i]!;
      else below[k] = radii[i]!;
    });
    open = open.filter((k) => above[k] === null);
  }
  const between = first.map((_, k) => k).filter((k) => above[k] !== null && below[k]! > 0);
  for (let step = 0; step < halvings && between.length > 0; step++) {
    const radii = between.map((k) => Math.sqrt(below[k]! * above[k]!));
    const found = await misses(between, radii);
    between.forEach((k, i) => {
      if (found[i]! >= share) above[k] = radii[i]!;
      else below[k] = radii[i]!;
    });
  }
  return first.map((_, k) => ({ below: below[k]!, above: above[k]! }));
}
