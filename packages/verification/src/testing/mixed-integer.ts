import type { BoundNetwork } from '@fragility/engine';
import highs, { type LegacyHighs } from 'highs';
import { chainOf } from '../split/chain-of.js';

/** Its types say what its CommonJS build exports. */
const load = highs as unknown as () => Promise<LegacyHighs>;
let loaded: Promise<LegacyHighs> | undefined;

type Terms = readonly (readonly [factor: number, name: string])[];

/** A linear expression in the LP format. */
const written = (terms: Terms): string =>
  terms
    .filter(([factor]) => factor !== 0)
    .map(([factor, name]) => `${factor < 0 ? '-' : '+'} ${Math.abs(factor)} ${name}`)
    .join(' ');

/**
 * The smallest perturbation towards a class as a mixed-integer program, solved by HiGHS: an oracle that shares nothing with the search but the weights.
 * A unit a = max(0, z) with L ≤ z ≤ U has a binary d: z ≤ a ≤ z − L (1 − d), 0 ≤ a ≤ U d. Inputs lie in [0, 1]. Source: Tjeng et al., arXiv:1711.07356.
 *
 * @returns Infinity where no input of the box is taken for the class
 */
export async function smallestByMip(
  network: BoundNetwork,
  { centre, norm }: { readonly centre: Float64Array; readonly norm: 'linf' | 'l1' },
  label: number,
  target: number,
): Promise<number> {
  const rows: string[] = [];
  const [bounds, binaries]: [string[], string[]] = [[], []];
  const require = (terms: Terms, limit: number): void =>
    void rows.push(` c${rows.length}: ${written(terms)} <= ${limit}`);
  centre.forEach((c, i) => {
    const size = norm === 'linf' ? 'e' : `t${i}`;
    require([
      ...([
        [1, `x${i}`],
        [-1, size],
      ] as const),
    ], c);
    require([
      ...([
        [-1, `x${i}`],
        [-1, size],
      ] as const),
    ], -c);
    bounds.push(` 0 <= x${i} <= 1`);
  });
  if (norm === 'l1') require([...Array.from(centre, (_, i) => [1, `t${i}`] as const), [-1, 'e']], 0);

  let names = Array.from(centre, (_, i) => `x${i}`);
  let range = Array.from(centre, () => [0, 1] as [number, number]);
  for (const [k, { weight, bias, inputs, rectified }] of chainOf(network)!.entries()) {
    const before = names;
    const sums = Array.from(bias, (b, r) => {
      const own = Array.from(weight.subarray(r * inputs, (r + 1) * inputs));
      const [low, high] = [0, 1].map((side) =>
        own.reduce((sum, w, i) => sum + w * range[i]![w < 0 ? 1 - side : side]!, b),
      );
      return { terms: own.map((w, i) => [w, before[i]!] as const), b, low: low!, high: high! };
    });
    names = sums.map((_, r) => `${rectified ? 'a' : 'y'}${k}_${r}`);
    for (const [r, { terms, b, low, high }] of sums.entries()) {
      const name = names[r]!;
      const minus = terms.map(([w, x]) => [-w, x] as const);
      if (rectified && high <= 0) bounds.push(` ${name} = 0`);
      else if (rectified && low < 0) {
        require([...terms, [-1, name]], -b);
        require([[1, name], ...minus, [-low, `d${name}`]], b - low);
        require([
          [1, name],
          [-high, `d${name}`],
        ], 0);
        binaries.push(` d${name}`);
      } else {
        require([...terms, [-1, name]], -b);
        require([[1, name], ...minus], b);
        bounds.push(` ${name} free`);
      }
    }
    range = sums.map(({ low, high }) => (rectified ? [Math.max(0, low), Math.max(0, high)] : [low, high]));
  }
  require([
    [1, names[label]!],
    [-1, names[target]!],
  ], 0);

  const text = `Minimize\n obj: e\nSubject To\n${rows.join('\n')}\nBounds\n${bounds.join('\n')}\n${binaries.length > 0 ? `Binaries\n${binaries.join('\n')}\n` : ''}End\n`;
  const solver = await (loaded ??= load());
  const { Status: status, ObjectiveValue: value } = solver.solve(text, {
    mip_rel_gap: 1e-9,
    mip_feasibility_tolerance: 1e-9,
    primal_feasibility_tolerance: 1e-9,
  });
  if (status === 'Infeasible') return Infinity;
  if (status !== 'Optimal') throw new Error(`HiGHS says ${status}`);
  return value;
}
