import type { Example } from '@fragility/attack';
import { type LossName, lossNamed } from '@fragility/attack/parts';
import { logitDifference, type Criterion, type Loss } from '@fragility/numerics';

type LossExample = Pick<Example<'gradient'>, 'classes' | 'criterion' | 'note'>;

/** The loss of that name; notes a remark where the model has too few classes for a ratio, which is then the margin. */
export function lossOf({ classes, criterion, note }: LossExample, name: LossName, aim: Criterion = criterion): Loss {
  const needed = aim.target === undefined ? 3 : 4;
  if (name === 'dlr' && classes < needed) {
    note({
      reason: `the difference of logits ratio needs ${needed} classes, the model has ${classes}: ascended the margin`,
    });
  }
  return lossNamed(name, aim);
}

/** The loss of that name aimed at class j: its targeted ratio, or f_j − f_y, which is exact on linear models. */
export const aimedLoss = (subject: LossExample, name: LossName, j: number): Loss =>
  name === 'dlr'
    ? lossOf(subject, name, { label: subject.criterion.label, target: j })
    : logitDifference(subject.criterion.label, j);
