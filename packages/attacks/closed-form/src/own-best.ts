import type { Example } from '@fragility/attack';
import type { ConvexNorm } from '@fragility/numerics';

export type DenseExample = Example<'dense', ConvexNorm>;

/**
 * The example with a best point of its own: the nearest that was asked about through it, beyond the budget too, as the way to those within may
 * start there.
 */
export function withOwnBest(example: DenseExample): DenseExample {
  let own: ReturnType<DenseExample['best']> = null;
  return {
    ...example,
    best: () => own,
    decide: async (x) => {
      const seen = await example.decide(x);
      const distance = example.space.distance(x);
      if (seen.fooled && !(own && own.distance <= distance)) own = { x: x.slice(), distance };
      return seen;
    },
  };
}
