import type { Norm, Row } from '@fragility/numerics';
import type { Access, Example, Decision } from '../../attack.js';

/** Doublings of the first budget, a factor of a million, before the limit itself is tried and the search gives up. */
const DOUBLINGS = 20;

/** Ends a trial whose budget has proven sufficient. */
class Enough extends Error {}

/** The example as an attack with this budget sees it: its questions end the trial as soon as a point within the budget is fooled. */
function limited<A extends Access, N extends Norm>(
  example: Example<A, N>,
  budget: number,
  trial: number,
): Example<A, N> {
  const best = (): ReturnType<Example['best']> => {
    const found = example.best();
    return found && found.distance <= budget ? found : null;
  };
  const ending =
    <P extends unknown[], T extends Decision | readonly Decision[]>(query: (...given: P) => Promise<T>) =>
    async (...given: P): Promise<T> => {
      const result = await query(...given);
      if ([result].flat().some(({ fooled }: Decision) => fooled) && best()) throw new Enough();
      return result;
    };
  const { decide, logits, gradient, gradients } = example as Partial<Example<'gradient'>>;
  return {
    ...example,
    budget,
    best,
    random: example.random.fork(`trial ${trial}`),
    ...(decide && { decide: ending(decide) }),
    ...(logits && { logits: ending(logits) }),
    ...(gradient && { gradient: ending(gradient) }),
    ...(gradients && { gradients: ending(gradients) }),
  };
}

/** An attack at one budget; it may start from the nearest point that trials before it found, which is beyond the budget. */
export type Trial<A extends Access, N extends Norm> = (
  example: Example<A, N>,
  from: Row | null,
) => Promise<Row | null | undefined | void>;

/** Looks for the smallest budget at which an attack succeeds. */
export interface Bisection<A extends Access, N extends Norm> {
  /** Doubles the budget from `first` to `limit` until the attack succeeds; returns whether it did, and the largest budget that failed. */
  double(attacker: Trial<A, N>, first: number, limit: number): Promise<{ found: boolean; failed: number }>;
  /** Halves the bracket between a budget that fails and the distance of the best point, `halvings` times. */
  halve(attacker: Trial<A, N>, low: number, halvings: number): Promise<void>;
}

/** Trials of one example, each of which ends with the first fooled point within its budget. */
export function bisection<A extends Access, N extends Norm>(example: Example<A, N>): Bisection<A, N> {
  let trials = 0;
  let found: Row | null = null;
  const distance = (): number => example.best()?.distance ?? Infinity;
  const succeeds = async (attacker: Trial<A, N>, budget: number): Promise<boolean> => {
    try {
      const x = await attacker(limited(example, budget, trials++), found);
      if (x) await (example as unknown as { decide(x: Row): Promise<Decision> }).decide(x);
    } catch (error) {
      if (!(error instanceof Enough)) throw error;
    }
    if (distance() > budget) return false;
    found = example.best()!.x;
    return true;
  };
  return {
    async double(attacker, first, limit) {
      let [low, high] = [0, Math.min(limit, first)];
      for (let k = 0; !(await succeeds(attacker, high)); k++) {
        const next = k < DOUBLINGS ? Math.min(limit, 2 * high) : limit;
        if (high >= limit || next === Infinity) return { found: false, failed: high };
        [low, high] = [high, next];
      }
      return { found: true, failed: low };
    },
    async halve(attacker, from, halvings) {
      let low = from;
      for (let k = 0; k < halvings; k++) {
        const middle = (low + distance()) / 2;
        if (!(await succeeds(attacker, middle))) low = middle;
      }
    },
  };
}
