import type { Classifier, DifferentiableClassifier } from '@fragility/model';
import type { Batch } from '@fragility/numerics';

const rounded = ({ data, shape }: Batch): Batch => ({ data: data.map(Math.fround), shape });

/**
 * The same model, which takes and returns float32: logits, and gradients if it has them.
 *
 * @example float32(linearProblem(1, true, 2).model).precision; // 'float32'
 */
export function float32<M extends Classifier>(model: M): M {
  const { vjp } = model as Partial<DifferentiableClassifier>;
  const blunt = {
    ...model,
    precision: 'float32',
    logits: async (x: Batch) => rounded(await model.logits(x)),
  } as M;
  if (!vjp) return blunt;
  const pulled: DifferentiableClassifier['vjp'] = async (x) => {
    const { logits, backward } = await vjp(x);
    return { logits: rounded(logits), backward: async (cotangent) => rounded(await backward(cotangent)) };
  };
  return { ...blunt, vjp: pulled };
}
