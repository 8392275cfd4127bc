import { crossEntropy, logitDifference, marginLoss, type Loss } from '@fragility/numerics';

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

/** g = f_y − f_j over one rival, or over the strongest at the point. */
export const marginOver = (label: number, rival?: number): Loss => {
  if (rival !== undefined) return logitDifference(rival, label);
  const loss = marginLoss({ label });
  return (logits, out) => {
    const { value, cotangent } = loss(logits, out);
    return { value: -value, cotangent: cotangent.map((entry) => 0 - entry) };
  };
};

/** ℓ of an example: g = f_y − f_j with the rival that it has at the example, or −log softmax(f)_y. */
export const lossOf = (name: LossName, { label, rival }: { readonly label: number; readonly rival: number }): Loss =>
  name === 'margin' ? marginOver(label, rival) : exactCrossEntropy(label);
