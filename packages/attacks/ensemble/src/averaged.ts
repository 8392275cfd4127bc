import type { GradientResult } from '@fragility/attack';
import { margin, type Loss, type Row } from '@fragility/numerics';
import type { GradientExample } from './members.js';

const mean = (rows: readonly Row[]): Row =>
  rows[0]!.map((_, k) => rows.reduce((sum, row) => sum + row[k]!, 0) / rows.length);

/**
 * The example of a randomised model as its expectation: every query is made `samples` times and returns the mean.
 *
 *     f(x) ← E f(x),   ∇ℓ(f(x)) ← E ∇ℓ(f(x))
 *
 * Source: Athalye et al., ICML 2018, arXiv:1802.00420 (expectation over transformation).
 */
export function averagedQueries(example: GradientExample, samples: number): GradientExample {
  const times = <T>(query: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: samples }, query));
  const scored = (results: readonly { logits: Row }[]) => {
    const logits = mean(results.map((result) => result.logits));
    const best = logits.reduce((top, value, k) => (value > logits[top]! ? k : top), 0);
    return { logits, class: best, fooled: margin(logits, example.criterion) < 0 };
  };
  const pulled = (results: readonly GradientResult[]): GradientResult => ({
    ...scored(results),
    value: results.reduce((sum, { value }) => sum + value, 0) / samples,
    gradient: mean(results.map(({ gradient }) => gradient)),
  });
  return {
    ...example,
    decide: async (x) => scored(await times(() => example.logits(x))),
    logits: async (x) => scored(await times(() => example.logits(x))),
    gradient: async (x: Row, loss: Loss) => pulled(await times(() => example.gradient(x, loss))),
    gradients: async (x: Row, losses: readonly Loss[]) => {
      const results = await times(() => example.gradients(x, losses));
      return losses.map((_, k) => pulled(results.map((one) => one[k]!)));
    },
  };
}
