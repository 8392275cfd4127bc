import { intervals, type Range, type Relaxed } from '@fragility/engine';

/**
 * Ranges of all values of a relaxed network that something is computed from: those that relaxation has found, what activations make of them, and intervals where there
 * are none.
 */
export function rangesOf({ network, region, ranges }: Relaxed): readonly (Range | undefined)[] {
  const all = [...ranges];
  let rough: Range[] | undefined;
  network.steps.forEach((step, k) => {
    if (all[k + 1] || k + 1 === network.last) return;
    const before = step.kind === 'activation' ? all[step.from] : undefined;
    all[k + 1] =
      step.kind === 'activation' && before
        ? { lower: before.lower.map((v) => step.curve.below(v)), upper: before.upper.map((v) => step.curve.above(v)) }
        : (rough ??= intervals(network, region))[k + 1];
  });
  return all;
}
