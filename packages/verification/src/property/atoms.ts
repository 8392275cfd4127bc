import type { Halfspace } from './property.js';
import type { Scanner } from './scanner.js';
import { added, type Linear } from './terms.js';

/** A bound of one input. */
export interface InputBound {
  readonly kind: 'input';
  readonly index: number;
  readonly side: 'lower' | 'upper';
  readonly value: number;
  readonly at: number;
}

/** A half-space of outputs. */
export type OutputBound = Halfspace & { readonly kind: 'output' };

export type Atom = InputBound | OutputBound;

const SUPPORTED = 'supported are bounds of one input, (<= X_0 0.5), and linear comparisons of outputs, (<= Y_0 Y_1)';

/** What `linear ≤ 0` (`< 0` where it is strict) says: a bound of one input, or a half-space of outputs. */
function atom(scanner: Scanner, at: number, { coefficients, constant }: Linear, strict: boolean): Atom {
  const terms = [...coefficients];
  const inputs = terms.filter(([{ kind }]) => kind === 'input');
  const wrong = (given: string): never => scanner.refuse(at, { given, remedy: SUPPORTED });
  if (terms.length === 0) wrong('a comparison has no variable that matters');
  if (inputs.length === 0)
    return {
      kind: 'output',
      terms: terms.map(([{ index }, coefficient]) => [index, coefficient] as const),
      constant,
      strict,
    };
  if (terms.length > 1)
    wrong(inputs.length < terms.length ? 'inputs are compared with outputs' : 'several inputs are compared');
  const [{ index }, coefficient] = inputs[0]!;
  if (Math.abs(coefficient) !== 1) wrong('a multiple of an input is compared');
  if (strict) wrong('an input is bounded strictly, by <, > or not');
  const side = coefficient === 1 ? 'upper' : 'lower';
  return { kind: 'input', index, side, value: side === 'upper' ? 0 - constant : constant, at };
}

/** Comparisons, and what each says negated. */
export const NEGATED: ReadonlyMap<string, string> = new Map([
  ['<=', '>'],
  ['>=', '<'],
  ['<', '>='],
  ['>', '<='],
]);

/** The atoms of `left op right`, which all hold together. */
export function compared(scanner: Scanner, at: number, op: string, left: Linear, right: Linear): Atom[] {
  const strict = op === '<' || op === '>';
  const below = (): Atom => atom(scanner, at, added(left, right, -1), strict);
  const above = (): Atom => atom(scanner, at, added(right, left, -1), strict);
  if (op === '=') return [below(), above()];
  return [op.startsWith('<') ? below() : above()];
}
