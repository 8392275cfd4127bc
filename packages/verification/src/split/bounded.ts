import { boundRows, boxRegion, outputsAt, type BoundNetwork, type BoundMethod } from '@fragility/engine';
import type { Case } from '../property/property.js';
import { bounder, bytesFor } from './bounder.js';
import { chainOf } from './chain-of.js';
import { evaluate } from './chain.js';
import type { Bounded } from './cover.js';

/** Bytes that the zonotopes of a network may take. */
const MOST_BYTES = 1 << 28;

/** Bounds by backward linear relaxation, for networks that are no chain of rectifiers. */
function relaxed(network: BoundNetwork, { unsafe }: Case, method: BoundMethod): Bounded {
  const rows = unsafe.flat();
  const a = new Float64Array(rows.length * network.outputs);
  rows.forEach(({ terms }, r) => terms.forEach(([j, c]) => (a[r * network.outputs + j]! += c)));
  return {
    outputs: (x) => outputsAt(network, x),
    bound: (lower, upper) => {
      const found = boundRows(network, boxRegion(lower, upper), { rows: rows.length, a }, { method });
      let start = 0;
      const margins = unsafe.map((list) => {
        const bounds = list.map(({ constant }, i) => {
          const sum = found[start + i]! + constant;
          return sum - Math.abs(sum) * 2 ** -52;
        });
        start += list.length;
        return Math.max(...bounds);
      });
      return { margin: Math.min(...margins), doubts: upper.map((u, k) => u - lower[k]!), corner: upper };
    },
  };
}

/**
 * Bounds of a network over boxes: zonotopes for chains of rectifiers, else backward linear relaxation.
 *
 * @param isOnce whether only one box will be bounded, as well as can be
 */
export function boundedOf(network: BoundNetwork, problem: Case, isOnce: boolean): Bounded {
  const chain = isOnce ? undefined : chainOf(network);
  if (chain && bytesFor(chain, problem.unsafe.flat().length) <= MOST_BYTES)
    return { bound: bounder(chain, problem.unsafe), outputs: (x) => evaluate(chain, x) };
  return relaxed(network, problem, isOnce ? 'alpha-crown' : 'crown');
}
