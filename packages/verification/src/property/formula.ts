import { compared, NEGATED, type Atom } from './atoms.js';
import { quoted } from './refuse.js';
import type { Scanner, Token } from './scanner.js';
import { DEEPEST, type Linear } from './terms.js';

/** A formula in disjunctive normal form: all atoms of one of the lists hold. */
export type Disjunction = readonly (readonly Atom[])[];

/** Atoms that the normal form of a property may have. */
export const MOST_ATOMS = 1 << 21;

const SUPPORTED = 'supported are and, or, not, <=, >=, <, > and =';

/** How many atoms there are in all lists. */
const sizeOf = (formula: Disjunction): number => formula.reduce((sum, { length }) => sum + length, 0);

/** Atoms of the conjunction of two formulas. */
const productSize = (a: Disjunction, b: Disjunction): number => a.length * sizeOf(b) + b.length * sizeOf(a);

/** Whether both hold; undefined where that takes too many atoms. */
export function conjunction(a: Disjunction, b: Disjunction): Disjunction | undefined {
  if (productSize(a, b) > MOST_ATOMS) return undefined;
  return a.flatMap((left) => b.map((right) => [...left, ...right]));
}

/** Whether all hold: single lists are put together first. */
function conjunctionOf(scanner: Scanner, at: number, parts: readonly Disjunction[]): Disjunction {
  const plain = parts.filter(({ length }) => length === 1).flatMap(([atoms]) => atoms!);
  const choices = parts.filter(({ length }) => length !== 1);
  return choices.reduce<Disjunction>(
    (all, each) =>
      conjunction(all, each) ??
      scanner.refuse(at, {
        given: `its cases have more than ${MOST_ATOMS} comparisons in all`,
        remedy: 'split the property into several files',
      }),
    [plain],
  );
}

/** Reads a formula of comparisons out of a scanner. */
export function formulaReader(scanner: Scanner, term: (depth: number) => Linear): () => Disjunction {
  const comparison = ({ text, at }: Token, negated: boolean): Disjunction => {
    const terms: Linear[] = [];
    while (scanner.peek().kind === 'open' || scanner.peek().kind === 'word') terms.push(term(0));
    if (terms.length < 2)
      scanner.refuse(at, { given: `${quoted(text)} compares ${terms.length} terms`, remedy: 'give it two' });
    const pairs = terms.slice(1).map((right, k) => [terms[k]!, right] as const);
    if (!negated) return [pairs.flatMap(([left, right]) => compared(scanner, at, text, left, right))];
    const others = text === '=' ? ['<', '>'] : [NEGATED.get(text)!];
    return pairs.flatMap(([left, right]) => others.map((op) => compared(scanner, at, op, left, right)));
  };

  const read = (depth: number, negated: boolean): Disjunction => {
    const open = scanner.next();
    if (open.kind !== 'open')
      scanner.refuse(open.at, {
        given: `${quoted(open.text)} stands where a formula should`,
        expected: 'a comparison in parentheses',
        remedy: SUPPORTED,
      });
    const op = scanner.next();
    if (depth >= DEEPEST)
      scanner.refuse(op.at, { given: `it is nested more than ${DEEPEST} deep`, remedy: 'write it flat' });
    const isComparison = op.text === '=' || NEGATED.has(op.text);
    if (op.kind !== 'word' || !(isComparison || ['and', 'or', 'not'].includes(op.text)))
      scanner.refuse(op.at, { given: `${quoted(op.text)} is not understood`, remedy: SUPPORTED });
    if (isComparison) {
      const formula = comparison(op, negated);
      scanner.close(op.text);
      return formula;
    }
    const inside = op.text === 'not' ? !negated : negated;
    const parts: Disjunction[] = [];
    while (scanner.peek().kind === 'open') parts.push(read(depth + 1, inside));
    if (parts.length === 0 || (op.text === 'not' && parts.length > 1))
      scanner.refuse(op.at, {
        given: `${quoted(op.text)} has ${parts.length} formulas`,
        expected: op.text === 'not' ? 'one' : 'at least one',
        remedy: 'correct it',
      });
    scanner.close(op.text);
    if (op.text === 'not') return parts[0]!;
    return (op.text === 'or') !== negated ? parts.flat() : conjunctionOf(scanner, op.at, parts);
  };
  return () => read(0, false);
}
