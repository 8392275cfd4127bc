import type { BoundMethod, BoundNetwork } from '@fragility/engine';
import { FragilityError } from '@fragility/numerics';

/** Numbers that a method holds for each unit and row at once: lines, coefficients, values, parameters with their moments. */
const HELD: Readonly<Record<BoundMethod, number>> = { interval: 2, crown: 8, 'alpha-crown': 24 };
/** Rows of hidden units that are bounded together, as numbers: what the engine allows them. */
const TOGETHER = 1 << 17;

/**
 * Bytes that the bounds of one example take, about:
 *
 *     8 · rows · Σ_v n_v · held(method) + 12 · products,   rows = max(K − 1, min(2 · widest, 2¹⁷/widest))
 */
export function bytesOf({ sizes, steps, outputs }: BoundNetwork, method: BoundMethod): number {
  const units = sizes.reduce((sum, n) => sum + n, 0);
  const widest = Math.max(...sizes);
  const hidden = method === 'interval' ? 1 : Math.min(2 * widest, Math.max(1, TOGETHER / widest));
  const products = steps.reduce(
    (sum, step) => sum + (step.kind === 'linear' ? step.terms.reduce((own, { map }) => own + map.entries, 0) : 0),
    0,
  );
  return 8 * Math.max(outputs - 1, hidden) * units * HELD[method] + 12 * products;
}

/** Refuses a network whose bounds would take more memory than allowed. @throws FragilityError `certification/memory`. */
export function checkMemory(
  network: BoundNetwork,
  { method, memory }: { readonly method: BoundMethod; readonly memory: number },
): void {
  const gigabytes = bytesOf(network, method) / 1e9;
  if (gigabytes <= memory) return;
  throw new FragilityError(
    {
      given: `bounds by ${method} take about ${gigabytes.toPrecision(2)} GB of memory on this network`,
      expected: `at most ${memory} GB`,
      remedy: `give memory: ${Math.ceil(gigabytes)}, or method: ${method === 'interval' ? 'another model' : 'interval'}`,
    },
    { where: 'analyses-certification/memory', code: 'certification/memory', kind: 'input' },
  );
}
