import { crossEntropy, logitDifference, type Loss } from '@fragility/numerics';

/** Functions of the logits whose gradients are measured. */
export const LOSSES = ['margin', 'cross-entropy'] as const;
export type LossName = (typeof LOSSES)[number];

/** The cross-entropy with its gradient as it is, Σ_{j≠y} p_j = 1 − e^−ℓ times the cotangent that attacks ascend. */
const exactCrossEntropy = (label: number): Loss => {
  const loss = crossEntropy({ label });
  return (logits, out) => {
    const { value, cotangent } = loss(logits, out);
    const scale = -Math.expm1(-value);
    return { value, cotangent: cotangent.map((entry) => scale * entry) };
  };
};

/** ℓ of an example: g = f_y − f_j with the rival that it has at the example, or −log softmax(f)_y. */
export const lossOf = (name: LossName, { label, rival }: { readonly label: number; readonly rival: number }): Loss =>
  name === 'margin' ? logitDifference(rival, label) : exactCrossEntropy(label);
