import type { Witness } from './verify.js';

/**
 * A witness in the format of VNN-COMP: every input and output with its value, in decimal digits that stand for exactly one number.
 *
 * @example witnessText({ input: Float64Array.of(0.5), output: Float64Array.of(2) }); // '((X_0 0.5)\n (Y_0 2))'
 */
export function witnessText({ input, output }: Witness): string {
  const values = (letter: string, of: Float64Array): string[] =>
    Array.from(of, (value, k) => `(${letter}_${k} ${value})`);
  return `(${[...values('X', input), ...values('Y', output)].join('\n ')})`;
}
