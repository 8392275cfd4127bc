/** Share of examples whose smallest distance is beyond the budget, by more than float32 rounds: peers overshoot it by that much. */
export const robustAccuracy = (distances, budget) =>
  distances.filter((distance) => distance > budget * (1 + 1e-6)).length / distances.length;

/** Area under the robust accuracy from 0 to `end`, exactly: every example adds what of its distance lies below the end. */
const area = (distances, end) =>
  distances.reduce((sum, distance) => sum + Math.min(distance, end), 0) / distances.length;

/**
 * AttackBench's optimality of each attack: 1 − (A − A*) / (clean accuracy · max d* − A*), where d* is the smallest distance that any of them
 * found for an example and A the area under the robust accuracy up to max d* (arXiv:2404.19460). Distance 0: misclassified before.
 */
export function optimality(attacks) {
  const best = attacks[0].map((_, i) => Math.min(...attacks.map((distances) => distances[i])));
  const end = Math.max(...best.filter(Number.isFinite));
  const clean = best.filter((distance) => distance > 0).length / best.length;
  const least = area(best, end);
  return attacks.map((distances) => 1 - (area(distances, end) - least) / (clean * end - least));
}
