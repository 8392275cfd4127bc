import { defineAttack } from '@fragility/attack';
import { FIXED_BUDGET, lossParam } from '@fragility/attack/parts';
import { strictObject } from 'valibot';
import { lossOf } from './losses.js';

/**
 * Fast Gradient (Sign) Method: one step to where the linearised loss is largest within budget and bounds.
 *
 *     x = argmax_{z ∈ B(x₀,ε) ∩ box} ⟨∇ₓ ℓ(f(x₀), y), z⟩
 *
 * Without bounds that is x₀ + ε·sign(g) in L∞, x₀ + ε·g/‖g‖₂ in L2, the largest coordinate in L1; with bounds the L2 and L1
 * steps spend on free coordinates what clipping would waste. One row: x [d], ε in the units of x. Exact on linear two-class
 * models. Source: Goodfellow et al., ICLR 2015, arXiv:1412.6572, §4.
 *
 * @example
 * for await (const record of attack(model, fgsm, examples, { norm: 'linf', budgets: [0.1] })) console.log(record.success);
 */
export const fgsm = defineAttack({
  ...FIXED_BUDGET,
  name: 'fgsm',
  summary: 'One step to where the linearised loss is largest',
  reference: 'arXiv:1412.6572',
  params: strictObject({ loss: lossParam }),
  create:
    ({ loss }) =>
    async (example) => {
      const { input, budget, space, gradient } = example;
      return space.extreme((await gradient(input, lossOf(example, loss))).gradient, budget);
    },
});
