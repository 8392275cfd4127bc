import { isDifferentiable, type Classifier, type DifferentiableClassifier } from '@fragility/model';
import type { Batch } from '@fragility/numerics';
import { withMembers } from '@fragility/plugin';

const rounded = ({ data, shape }: Batch): Batch => ({ data: data.map(Math.fround), shape });

/**
 * The same model, which takes and returns float32: logits, and gradients if it has them.
 *
 * @example float32(linearProblem(1, true, 2).model).precision; // 'float32'
 */
export function float32<M extends Classifier>(model: M): M {
  const pulled: DifferentiableClassifier['vjp'] = async (x) => {
    const pullback = await (model as unknown as DifferentiableClassifier).vjp(x);
    return {
      logits: rounded(pullback.logits),
      backward: async (cotangent) => rounded(await pullback.backward(cotangent)),
    };
  };
  return withMembers<Classifier & Partial<DifferentiableClassifier>>(model, {
    precision: 'float32',
    logits: async (x: Batch) => rounded(await model.logits(x)),
    ...(isDifferentiable(model) ? { vjp: pulled } : {}),
  }) as M;
}
