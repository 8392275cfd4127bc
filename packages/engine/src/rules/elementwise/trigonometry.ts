import type { Tape } from '../../graph/tape.js';
import type { Rule } from '../rule.js';

/** What slopes are written with. */
interface Terms {
  readonly x: string;
  readonly y: string;
  readonly square: (value: string) => string;
  readonly apply: (op: string, ...inputs: readonly (string | number)[]) => string;
}

/** dy ∘ slope, or dy / slope. */
const by =
  (op: 'Mul' | 'Div', slope: (terms: Terms) => string): Rule =>
  (tape, dy) => {
    const named = (each: string | number): string => (typeof each === 'number' ? tape.scalar(each) : each);
    const terms: Terms = {
      get x() {
        return tape.value(tape.node.inputs[0]!);
      },
      get y() {
        return tape.value(tape.node.outputs[0]!);
      },
      square: (value) => tape.emit('Mul', [value, value]),
      apply: (operator, ...inputs) => tape.emit(operator, inputs.map(named)),
    };
    return [tape.emit(op, [dy, slope(terms)])];
  };

const negated =
  (rule: Rule): Rule =>
  (tape: Tape, dy, all) => [tape.emit('Neg', [rule(tape, dy, all)[0]!])];

/** √(1 − x²), written as √((1 − x)(1 + x)): right near the ends. */
const circle = ({ x, apply }: Terms): string => apply('Sqrt', apply('Mul', apply('Sub', 1, x), apply('Add', 1, x)));

const asin = by('Div', circle);

export const trigonometry = {
  Acos: negated(asin),
  /** √(x² − 1) = √((x − 1)(x + 1)) */
  Acosh: by('Div', ({ x, apply }) => apply('Sqrt', apply('Mul', apply('Sub', x, 1), apply('Add', x, 1)))),
  Asin: asin,
  Asinh: by('Div', ({ x, apply, square }) => apply('Sqrt', apply('Add', square(x), 1))),
  Atan: by('Div', ({ x, apply, square }) => apply('Add', square(x), 1)),
  /** 1 − x² = (1 − x)(1 + x) */
  Atanh: by('Div', ({ x, apply }) => apply('Mul', apply('Sub', 1, x), apply('Add', 1, x))),
  Cosh: by('Mul', ({ x, apply }) => apply('Sinh', x)),
  Sinh: by('Mul', ({ x, apply }) => apply('Cosh', x)),
  /** 1 + tan² x */
  Tan: by('Mul', ({ y, apply, square }) => apply('Add', square(y), 1)),
} satisfies Record<string, Rule>;
