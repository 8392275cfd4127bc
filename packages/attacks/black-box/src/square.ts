import { defineAttack } from '@fragility/attack';
import { FIXED_BUDGET, lossNamed, simpleLossParam } from '@fragility/attack/parts';
import { integer, real } from '@fragility/plugin';
import { optional, strictObject } from 'valibot';
import { edgeProposals, bumpProposals } from './proposals.js';

/** Iterations of a run of 10 000 after which the share is halved. */
const HALVINGS = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

/** Share of the input that iteration k of n changes: halved at fixed fractions of the run. */
const shareAt = (first: number, k: number, n: number): number =>
  first / 2 ** HALVINGS.filter((after) => Math.floor((k / n) * 10_000) > after).length;

/**
 * Square Attack: random search that changes one square window of the perturbation at a time and keeps what raises the loss.
 *
 *     x ← z  if  ℓ(f(z), y) > ℓ(f(x), y),     z = x with a random window of p·d coordinates changed, ‖z − x₀‖ = ε
 *
 * L∞: a window takes the ends of {ball ∩ box} of one random sign per channel. L2, L1: a window takes bumps, and the norm of a second one.
 * p starts at `share` and is halved nine times. Shapes [h, w, c] and [h, w] are images; others are one row, whose windows are intervals.
 * One row: x [d], ε in the units of x. Source: Andriushchenko et al., ECCV 2020, arXiv:1912.00049, algorithms 1–3; L1: Croce & Hein,
 * ICML 2021, arXiv:2103.01208.
 *
 * @example
 * for await (const record of attack(model, square, examples, { norm: 'linf', budgets: [0.5], params: { queries: 500 } })) console.log(record.forwards);
 */
export const square = defineAttack({
  ...FIXED_BUDGET,
  name: 'square',
  summary: 'Random search over square windows of the perturbation',
  reference: 'arXiv:1912.00049',
  requires: 'scores',
  params: strictObject({
    queries: optional(integer('model evaluations', { min: 1 }), 5000),
    share: optional(real('share p of the input that the first windows change', { above: 0, max: 1 }), 0.8),
    loss: simpleLossParam('margin'),
  }),
  create:
    ({ queries, share, loss }) =>
    async (example) => {
      const { criterion, space, logits, note } = example;
      const ascended = lossNamed(loss, criterion);
      const value = async (z: Float64Array): Promise<number> => ascended((await logits(z)).logits).value;
      const { start, next } = space.norm === 'linf' ? edgeProposals(example) : bumpProposals(example);
      let x = start();
      const first = await value(x);
      let [highest, flat] = [first, queries > 1];
      for (let k = 0; k < queries - 1; k++) {
        const z = next(x, shareAt(share, k, queries));
        const found = await value(z);
        flat &&= found === first;
        if (found > highest) [x, highest] = [z, found];
      }
      if (flat) note({ reason: `the loss is ${first} at every point tried: the scores do not depend on the input` });
    },
});
