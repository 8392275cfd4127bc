import type { Unit } from './units.js';

const weightOf = (units: readonly Unit[]): number => units.reduce((sum, { weight }) => sum + weight, 0);

/** Units that share a model, together where that leaves no shard with more than its share. */
function bundles(units: readonly Unit[], model: (unit: Unit) => string, most: number): Unit[][] {
  const groups = new Map<string, Unit[]>();
  for (const unit of units) {
    const group = groups.get(model(unit));
    if (group) group.push(unit);
    else groups.set(model(unit), [unit]);
  }
  return [...groups.values()].flatMap((group) => (weightOf(group) <= most ? [group] : group.map((unit) => [unit])));
}

function lightest(loads: Float64Array): number {
  let least = 0;
  for (let k = 1; k < loads.length; k++) if (loads[k]! < loads[least]!) least = k;
  return least;
}

/**
 * Divides units among shards by their weights: the heaviest first, each to the shard that has least (longest processing time first, at most 4/3 of
 * the best). The same units always give the same shards; each has its units in the order of the plan.
 *
 * @param model the model that a unit needs: units of one model are kept together where that does no harm
 * @see Graham (1969), Bounds on multiprocessing timing anomalies
 */
export function shardsOf(units: readonly Unit[], count: number, model: (unit: Unit) => string): Unit[][] {
  const place = new Map(units.map((unit, k) => [unit, k]));
  const shards = Array.from({ length: count }, (): Unit[] => []);
  const loads = new Float64Array(count);
  const first = (bundle: readonly Unit[]): number => place.get(bundle[0]!)!;
  const byWeight = bundles(units, model, weightOf(units) / count)
    .map((bundle) => ({ bundle, weight: weightOf(bundle) }))
    .sort((a, b) => b.weight - a.weight || first(a.bundle) - first(b.bundle));
  for (const { bundle, weight } of byWeight) {
    const least = lightest(loads);
    loads[least]! += weight;
    for (const unit of bundle) shards[least]!.push(unit);
  }
  return shards.map((shard) => shard.sort((a, b) => place.get(a)! - place.get(b)!));
}
