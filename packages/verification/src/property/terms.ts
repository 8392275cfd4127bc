import { quoted } from './refuse.js';
import type { Scanner, Token } from './scanner.js';

/** An input X_i or an output Y_j. */
export interface Variable {
  readonly kind: 'input' | 'output';
  readonly index: number;
}

/** Σ coefficient · variable + constant, in float64. */
export interface Linear {
  readonly coefficients: ReadonlyMap<Variable, number>;
  readonly constant: number;
}

/** Parentheses within each other that a property may have. */
export const DEEPEST = 100;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const REMEDY = 'write it with numbers, X_i, Y_j and + − * / where one factor is a number';

/** a + factor · b. */
export function added(a: Linear, b: Linear, factor: number): Linear {
  const coefficients = new Map(a.coefficients);
  for (const [variable, value] of b.coefficients) {
    const sum = (coefficients.get(variable) ?? 0) + factor * value;
    if (sum === 0) coefficients.delete(variable);
    else coefficients.set(variable, sum);
  }
  return { coefficients, constant: a.constant + factor * b.constant };
}

const NOTHING: Linear = { coefficients: new Map(), constant: 0 };
const scaled = (a: Linear, factor: number): Linear => added(NOTHING, a, factor);
const isNumber = ({ coefficients }: Linear): boolean => coefficients.size === 0;

/** Reads one term after another out of a scanner; every name must have been declared. */
export function termReader(scanner: Scanner, declared: ReadonlyMap<string, Variable>): (depth: number) => Linear {
  const word = ({ text, at }: Token): Linear => {
    if (NUMBER.test(text)) {
      const constant = Number(text);
      if (Number.isFinite(constant)) return { coefficients: new Map(), constant };
      scanner.refuse(at, { given: `${quoted(text)} is beyond float64`, remedy: 'use a smaller number' });
    }
    const variable = declared.get(text);
    if (variable) return { coefficients: new Map([[variable, 1]]), constant: 0 };
    return scanner.refuse(at, {
      given: `${quoted(text)} is neither a number nor declared before`,
      remedy: `declare it, (declare-const ${/^[XY]_\d{1,9}$/.test(text) ? text : 'X_0'} Real), or correct the name`,
    });
  };

  const combined = (op: Token, terms: readonly Linear[]): Linear => {
    const [first = NOTHING, ...others] = terms;
    const wrong = (given: string): never => scanner.refuse(op.at, { given, remedy: REMEDY });
    if (terms.length === 0) wrong(`${quoted(op.text)} has nothing to work on`);
    switch (op.text) {
      case '+':
        return others.reduce((sum, each) => added(sum, each, 1), first);
      case '-':
        return others.length === 0 ? scaled(first, -1) : others.reduce((sum, each) => added(sum, each, -1), first);
      case '*':
        return others.reduce((product, each) => {
          if (isNumber(each)) return scaled(product, each.constant);
          return isNumber(product) ? scaled(each, product.constant) : wrong('a product of two variables is not linear');
        }, first);
      default:
        return others.reduce((quotient, each) => {
          if (!isNumber(each) || each.constant === 0) wrong('the divisor is not a number other than 0');
          return { ...scaled(quotient, 1 / each.constant), constant: quotient.constant / each.constant };
        }, first);
    }
  };

  const read = (depth: number): Linear => {
    const token = scanner.next();
    if (token.kind === 'word') return word(token);
    if (token.kind !== 'open')
      return scanner.refuse(token.at, { given: `${quoted(token.text)} stands where a term should`, remedy: REMEDY });
    const op = scanner.next();
    if (op.kind !== 'word' || !['+', '-', '*', '/'].includes(op.text))
      scanner.refuse(op.at, {
        given: `${quoted(op.text)} makes no linear term`,
        expected: '+, −, * or /',
        remedy: REMEDY,
      });
    if (depth >= DEEPEST)
      scanner.refuse(op.at, { given: `it is nested more than ${DEEPEST} deep`, remedy: 'write it flat' });
    const terms: Linear[] = [];
    while (scanner.peek().kind === 'open' || scanner.peek().kind === 'word') terms.push(read(depth + 1));
    scanner.close(op.text);
    const result = combined(op, terms);
    if (![result.constant, ...result.coefficients.values()].every(Number.isFinite))
      scanner.refuse(op.at, { given: `${quoted(op.text)} leads beyond float64`, remedy: 'use smaller numbers' });
    return result;
  };
  return read;
}
