import type { Row } from '@fragility/numerics';
import type { Example } from '../attack.js';

/**
 * A random direction: uniform entries of [−1, 1] in L∞, normal ones in other norms. A new row [d].
 *
 * @example const around = (example: import('@fragility/attack').Example) => example.space.step(example.input, randomDirection(example), 0.1, 1);
 */
export const randomDirection = ({ input, random, space }: Pick<Example, 'input' | 'random' | 'space'>): Row =>
  input.map(() => (space.norm === 'linf' ? 2 * random.uniform() - 1 : random.normal()));

/**
 * A random point at the end of the budget, moved into the bounds: uniform signs and sizes in L∞, a uniform direction in L2, few coordinates in L1.
 *
 * @example const start = (example: import('@fragility/attack').Example) => randomStart(example);
 */
export function randomStart(example: Pick<Example, 'input' | 'budget' | 'random' | 'space'>): Row {
  const { input, budget, space } = example;
  const direction = randomDirection(example);
  if (space.norm !== 'l1') return space.step(input, direction, budget, budget);
  return space.project(
    direction.map((v, k) => input[k]! + budget * v),
    budget,
  );
}
