import { attack, unattackedRecords, type AttackOptions, type AttackRecord, type AnyAttack } from '@fragility/attack';
import type { Examples } from '@fragility/dataset';
import { confined, type Classifier } from '@fragility/model';
import { random, row, take } from '@fragility/numerics';
import { FragilityError } from '@fragility/plugin';
import type { Targeted } from '../../config/schema.js';

/** Code of the record of an example that is of the class it would be led to. */
export const OWN_CLASS = 'attack/own-class';

/** The class of the least logit among all but one. */
function leastLikely(logits: Float64Array, label: number): number {
  let least = label === 0 ? 1 : 0;
  for (let k = 0; k < logits.length; k++) if (k !== label && logits[k]! < logits[least]!) least = k;
  return least;
}

/**
 * The class that each example is to be led to.
 *
 *     next: (y + 1) mod K;  least-likely: argmin_{k ≠ y} f_k(x) of the clean input;  random: uniform on the others, by seed and id
 *
 * @throws FragilityError `attack/target` for a class that the model does not have.
 */
export async function targetsOf(
  targeted: Targeted,
  model: Classifier,
  { inputs, labels, ids }: Examples,
  seed: number,
): Promise<number[]> {
  const { classes } = model;
  if (typeof targeted === 'number') {
    if (targeted < classes) return Array.from(labels, () => targeted);
    throw new FragilityError(
      { given: `target ${targeted} given`, expected: `a class in 0…${classes - 1}`, remedy: 'correct the criterion' },
      { where: 'runner/attacks', code: 'attack/target', kind: 'input' },
    );
  }
  if (targeted === 'next') return Array.from(labels, (label) => (label + 1) % classes);
  if (targeted === 'least-likely') {
    const logits = await confined(model).logits(inputs);
    return Array.from(labels, (label, i) => leastLikely(row(logits, i), label));
  }
  const stream = random(seed).fork('targets');
  return Array.from(labels, (label, i) => {
    const other = Math.floor(stream.fork(ids[i]!).uniform() * (classes - 1));
    return other < label ? other : other + 1;
  });
}

/** Examples of an attack that are left out, and how many others come before them. */
interface LeftOut {
  readonly before: number;
  readonly records: readonly AttackRecord[];
}

/**
 * Attacks every example towards a class of its own; those that are of the class already are left out, with a record that says so.
 *
 * @throws FragilityError as `attack` of @fragility/attack; `attack/target`.
 */
export async function* attackTargeted(
  model: Classifier,
  definition: AnyAttack,
  data: Examples | AsyncIterable<Examples>,
  options: AttackOptions & { readonly budgets?: readonly number[]; readonly seed: number },
  targeted: Targeted,
): AsyncGenerator<AttackRecord> {
  const budgets = options.budgets ?? [null];
  const targets: number[] = [];
  const leftOut: LeftOut[] = [];

  async function* aimed(): AsyncGenerator<Examples> {
    for await (const examples of 'inputs' in data ? [data] : data) {
      const { inputs, labels, ids } = examples;
      const own = await targetsOf(targeted, model, examples, options.seed);
      const kept: number[] = [];
      own.forEach((target, i) => {
        if (target !== labels[i]!) {
          kept.push(i);
          targets.push(target);
          return;
        }
        const { norm } = options;
        const example = { id: ids[i]!, attack: definition.name, norm, budgets, label: target, target };
        const reason = `of class ${target}, which is the target`;
        leftOut.push({
          before: targets.length,
          records: unattackedRecords(example, 'skipped', { reason, code: OWN_CLASS }),
        });
      });
      if (kept.length > 0)
        yield {
          ...examples,
          inputs: take(inputs, kept),
          labels: Int32Array.from(kept, (i) => labels[i]!),
          ids: kept.map((i) => ids[i]!),
        };
    }
  }
  function* leftOutBefore(examples: number): Generator<AttackRecord> {
    while (leftOut[0] && leftOut[0].before <= examples) {
      const { records } = leftOut.shift()!;
      options.progress?.(0, records);
      yield* records;
    }
  }

  let count = 0;
  for await (const record of attack(model, definition, aimed(), { ...options, targets })) {
    yield* leftOutBefore(Math.floor(count++ / budgets.length));
    yield record;
  }
  yield* leftOutBefore(Infinity);
}
