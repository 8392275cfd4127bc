import type { Loss, Row } from '@fragility/numerics';
import type { Subject } from './members.js';

/** Ends a member when the example has no gradients left. */
export class Spent extends Error {}

/** The example with a limited number of gradients; the question beyond throws {@link Spent}. */
export function spending(example: Subject, gradients: number): Subject & { left(): number } {
  let left = gradients;
  return {
    ...example,
    left: () => left,
    gradient: async (x: Row, loss: Loss) => {
      if (left <= 0) throw new Spent();
      left--;
      return example.gradient(x, loss);
    },
    gradients: async (x: Row, losses: readonly Loss[]) => {
      if (left < losses.length) throw new Spent();
      left -= losses.length;
      return example.gradients(x, losses);
    },
  };
}
