import { FragilityError, type Statement } from '@fragility/numerics';

/** What a model that is no file says of an example: K logits, K probabilities, or the number of a class. */
export const MODEL_OUTPUTS = ['logits', 'probabilities', 'labels'] as const;
export type ModelOutput = (typeof MODEL_OUTPUTS)[number];

/** Smallest probability that is told from 0: the smallest normal number of float32. */
const LEAST = 2 ** -126;
/** How far from 1 the probabilities of an example may sum. */
const SLACK = 1e-3;

function probabilities(p: Float64Array, at: string, fail: (message: Statement) => never): Float64Array {
  const remedy = 'say answers: logits';
  const outside = p.find((v) => v < 0 || v > 1 + SLACK);
  if (outside !== undefined) fail({ given: `${at} has the probability ${outside}`, expected: '0…1', remedy });
  const sum = p.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) > SLACK) fail({ given: `the probabilities of ${at} sum to ${sum}`, expected: '1', remedy });
  return p.map((v) => Math.log(Math.max(v, LEAST)));
}

/**
 * Logits of n examples from what a model answers, row-major:
 *
 *     logits: f_k    probabilities: ln max(p_k, 2⁻¹²⁶)    labels: 0 for the class, −1 for the others
 *
 * Logits of labels say the class and nothing else: a classifier made of them is `decisionOnly`.
 *
 * @throws FragilityError `model/answers` naming the example: wrong number of values, NaN or infinity, no probabilities, no class.
 * @example asLogits([2], [1, 3], 'labels', 'model/mine'); // [-1, -1, 0]
 */
export function asLogits(
  values: ArrayLike<number>,
  [n, classes]: readonly [number, number],
  answers: ModelOutput,
  where: string,
): Float64Array {
  const fail = (message: Statement): never => {
    throw new FragilityError(message, { where, code: 'model/answers', kind: 'input' });
  };
  const width = answers === 'labels' ? 1 : classes;
  if (values.length !== n * width) {
    const each = width === 1 ? 'one label' : `${classes} ${answers}`;
    return fail({
      given: `${values.length} values came for ${n} example${n === 1 ? '' : 's'}`,
      expected: `${n * width}: ${each} for each`,
      remedy: 'correct it',
    });
  }
  const logits = new Float64Array(n * classes);
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from({ length: width }, (_, k) => values[i * width + k]!);
    const at = `example ${i} of ${n}`;
    const strange = row.findIndex((v) => !Number.isFinite(v));
    if (strange >= 0)
      fail({
        given: `${at} has ${values[i * width + strange]} as value ${strange}`,
        expected: 'a number',
        remedy: 'correct it',
      });
    if (answers === 'labels') {
      const label = row[0]!;
      if (!Number.isInteger(label) || label < 0 || label >= classes)
        fail({ given: `${at} has the label ${label}`, expected: `0…${classes - 1}`, remedy: 'correct it' });
      logits.fill(-1, i * classes, (i + 1) * classes);
      logits[i * classes + label] = 0;
    } else logits.set(answers === 'logits' ? row : probabilities(row, at, fail), i * classes);
  }
  return logits;
}
