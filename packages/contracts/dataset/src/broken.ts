import { take } from '@fragility/numerics';
import { FragilityError, type Statement } from '@fragility/plugin';
import type { Dataset, Examples, Skipped, Split } from './dataset.js';

/** With so many examples of which none is right, the fault is not theirs. */
const MANY = 4;

/** What is wrong with one example. */
interface Fault {
  readonly message: Statement;
  readonly code: 'dataset/finite' | 'dataset/label';
}

const { isFinite, isInteger } = Number;

function faultOf({ inputs, labels, ids }: Examples, i: number, classes: number): Fault | undefined {
  const label = labels[i]!;
  if (!(isInteger(label) && label >= 0 && label < classes))
    return {
      message: {
        given: `example ${ids[i]} has label ${label}`,
        expected: `0…${classes - 1}`,
        remedy: 'fix the labels or the class list',
      },
      code: 'dataset/label',
    };
  const size = inputs.data.length / labels.length;
  let k = 0;
  while (k < size && isFinite(inputs.data[i * size + k])) k++;
  if (k === size) return undefined;
  return {
    message: {
      given: `example ${ids[i]} has ${inputs.data[i * size + k]} at coordinate ${k}`,
      expected: 'a finite number',
      remedy: 'clean the data',
    },
    code: 'dataset/finite',
  };
}

/** Positions in the split of the examples that were loaded, in their order. */
function positions(indices: ArrayLike<number>, skipped: readonly Skipped[]): number[] {
  const gone = new Set(skipped.map(({ index }) => index));
  return Array.from(indices).filter((index) => !gone.has(index));
}

/**
 * The examples without those that are broken: a value that is no finite number, a label of no class. These are named among the skipped.
 *
 * @throws FragilityError `dataset/finite`, `dataset/label` where all are broken, and they are many or all that there are: then the fault is
 *   the dataset's.
 */
export function withoutBroken(
  where: string,
  { classes, size }: Dataset,
  split: Split,
  indices: ArrayLike<number>,
  examples: Examples,
): Examples {
  const { inputs, labels, ids, skipped = [] } = examples;
  const faults = Array.from(labels, (_, i) => faultOf(examples, i, classes.length));
  const broken = faults.filter((fault) => fault !== undefined);
  if (broken.length === 0) return examples;
  if (broken.length === labels.length && labels.length >= Math.min(MANY, size[split])) {
    const { message, code } = broken[0]!;
    throw new FragilityError(message, { where, code, kind: 'input' });
  }
  const at = positions(indices, skipped);
  const more = faults.flatMap((fault, i) =>
    fault
      ? [
          {
            index: at[i]!,
            id: ids[i]!,
            reason: `${fault.message.given}, expected ${fault.message.expected}`,
            code: fault.code,
          },
        ]
      : [],
  );
  const kept = ids.map((_, i) => i).filter((i) => !faults[i]);
  return {
    inputs: take(inputs, kept),
    labels: Int32Array.from(kept, (i) => labels[i]!),
    ids: kept.map((i) => ids[i]!),
    skipped: [...skipped, ...more],
  };
}
