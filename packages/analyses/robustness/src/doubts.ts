import type { FoundRecord } from '@fragility/analysis';

/** Why a robust accuracy is not to be trusted: a word for programs, a sentence for people. */
export interface Doubt {
  readonly code: 'probabilities' | 'zero-gradients' | 'beaten';
  readonly sentence: string;
}

/** Share of the attacked examples beyond which gradients that vanish are worth a warning. */
const FEW = 0.03;

/** Whether an attack failed on an example of which at least half of the gradients were zero. */
const vanished = ({ success, backwards, zeroGradients = 0 }: FoundRecord): boolean =>
  !success && zeroGradients > 0 && 2 * zeroGradients >= backwards;

/** Records whose doubts are counted as they come. */
export interface DoubtCount {
  add(record: FoundRecord): void;
  /**
   * What speaks against the robust accuracy that the records of one model and attack give: outputs that look like probabilities, so that
   * attacks see gradients of saturated numbers, and gradients that vanish on more than 3 % of the attacked examples.
   */
  doubts(probabilities: boolean): Doubt[];
}

export function countDoubts(): DoubtCount {
  let [attacked, flat] = [0, 0];
  return {
    add: (record) => {
      if (record.skipped) return;
      attacked++;
      if (vanished(record)) flat++;
    },
    doubts: (probabilities) => {
      const doubts: Doubt[] = [];
      if (probabilities)
        doubts.push({
          code: 'probabilities',
          sentence:
            'the outputs look like probabilities, attacks need the logits before them: robust accuracy may be far too high',
        });
      if (flat > FEW * attacked)
        doubts.push({
          code: 'zero-gradients',
          sentence: `gradients vanish on ${flat} of ${attacked} attacked examples, which count as robust: robust accuracy may be far too high; attack with scores alone (square) too`,
        });
      return doubts;
    },
  };
}
