import type { Examples } from '@fragility/dataset';
import type { Classifier } from '@fragility/model';
import type { Norm } from '@fragility/numerics';
import type { AnyAttack } from '../attack.js';
import type { AttackOptions } from '../options.js';
import { collect } from './collect.js';

/** A model with examples whose smallest perturbations are known. */
export interface SolvedProblem<N extends Norm = Norm> {
  readonly model: Classifier;
  readonly examples: Examples;
  /** Exact distance of example i to its nearest other class. */
  optimum(i: number, norm: N): number;
}

/**
 * What an attack for the smallest perturbation finds, over the exact optimum: Infinity where it finds nothing.
 *
 *     ρ_i = ‖Δ_i‖ / optimum_i ≥ 1,   [n]
 *
 * @example
 * const found = await ratios(linearProblem(1, true, 10), ddn, { norm: 'l2' });
 * Math.min(...found) >= 1 - 1e-9; // true
 */
export async function ratios<N extends Norm>(
  { model, examples, optimum }: SolvedProblem<N>,
  definition: AnyAttack,
  options: AttackOptions & { readonly norm: N },
): Promise<number[]> {
  const records = await collect(model, definition, examples, options);
  return records.map(({ distance }, i) => distance / optimum(i, options.norm));
}
