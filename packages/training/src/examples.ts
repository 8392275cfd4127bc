import type { ModelContext } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';

type Examples = Awaited<ReturnType<ModelContext['dataset']['load']>>;

/**
 * All examples of the training split.
 *
 * @throws FragilityError `training/empty` when there are none.
 * @example (await trainingExamples(context, 'model/mine')).labels.length; // 4
 */
export async function trainingExamples({ dataset, signal }: ModelContext, where: string): Promise<Examples> {
  if (dataset.size.train === 0) {
    throw new FragilityError(
      {
        given: 'the dataset has no training examples',
        expected: 'at least one',
        remedy: 'read the weights from a file instead',
      },
      {
        where,
        code: 'training/empty',
        kind: 'input',
      },
    );
  }
  return dataset.load(
    'train',
    Int32Array.from({ length: dataset.size.train }, (_, i) => i),
    signal,
  );
}
