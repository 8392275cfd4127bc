import type { Tape } from '../../graph/tape.js';
import { unbroadcast, type Rule } from '../rule.js';

/** A rule of two inputs that are broadcast to one another, from the cotangent of each before that. */
const binary =
  (a: (tape: Tape, dy: string) => string, b: (tape: Tape, dy: string) => string): Rule =>
  (tape, dy) =>
    [a, b].map((each, k) => (tape.wanted(k) ? unbroadcast(tape, each(tape, dy), tape.node.inputs[k]!) : undefined));

const input = (tape: Tape, k: number): string => tape.value(tape.node.inputs[k]!);
const output = (tape: Tape): string => tape.value(tape.node.outputs[0]!);

/** y = Σ x_k. */
const add: Rule = (tape, dy) =>
  tape.node.inputs.map((name, k) => (tape.wanted(k) ? unbroadcast(tape, dy, name) : undefined));

/** y = a − b. */
const sub = binary(
  (_, dy) => dy,
  (tape, dy) => tape.emit('Neg', [dy]),
);

/** y = a ∘ b:  da = dy ∘ b,  db = dy ∘ a. */
const mul = binary(
  (tape, dy) => tape.emit('Mul', [dy, input(tape, 1)]),
  (tape, dy) => tape.emit('Mul', [dy, input(tape, 0)]),
);

/** y = a / b:  da = dy / b,  db = −dy ∘ y / b. */
const quotient = binary(
  (tape, dy) => tape.emit('Div', [dy, input(tape, 1)]),
  (tape, dy) => tape.emit('Neg', [tape.emit('Div', [tape.emit('Mul', [dy, output(tape)]), input(tape, 1)])]),
);

/** Of a value by itself, which is how exporters write ones, nothing is passed on. */
const div: Rule = (tape, dy, all) => (tape.node.inputs[0] === tape.node.inputs[1] ? [] : quotient(tape, dy, all));

/** y = a − b ∘ n for a whole number n:  da = dy,  db = −dy ∘ n with n = (a − y) / b. */
const mod = binary(
  (_, dy) => dy,
  (tape, dy) => {
    const count = tape.emit('Div', [tape.emit('Sub', [input(tape, 0), output(tape)]), input(tape, 1)]);
    return tape.emit('Neg', [tape.emit('Mul', [dy, tape.emit('Round', [count])])]);
  },
);

/** Whether a value is known to be no zero anywhere. */
function neverZero(tape: Tape, name: string): boolean {
  const known = tape.known(name);
  return known !== undefined && !Array.from(known.data as ArrayLike<number | bigint>, Number).includes(0);
}

/** y = a^b:  da = dy ∘ b ∘ a^(b−1), and 0 where b is,  db = dy ∘ y ∘ log a. */
const pow = binary(
  (tape, dy) => {
    const exponent = tape.type(tape.node.inputs[1]!) === tape.precision ? input(tape, 1) : tape.cast(input(tape, 1));
    const power = tape.emit('Pow', [input(tape, 0), tape.emit('Sub', [exponent, tape.scalar(1)])]);
    const slope = tape.emit('Mul', [exponent, power]);
    if (neverZero(tape, tape.node.inputs[1]!)) return tape.emit('Mul', [dy, slope]);
    const none = tape.emit('Equal', [exponent, tape.scalar(0)]);
    return tape.emit('Mul', [dy, tape.emit('Where', [none, tape.scalar(0), slope])]);
  },
  (tape, dy) => tape.emit('Mul', [dy, tape.emit('Mul', [output(tape), tape.emit('Log', [input(tape, 0)])])]),
);

/** y = c ? a : b. */
const where: Rule = (tape, dy) => {
  const [condition, a, b] = tape.node.inputs as [string, string, string];
  const chosen = (yes: string, no: string): string => tape.emit('Where', [tape.value(condition), yes, no]);
  return [
    undefined,
    tape.wanted(1) ? unbroadcast(tape, chosen(dy, tape.scalar(0)), a) : undefined,
    tape.wanted(2) ? unbroadcast(tape, chosen(tape.scalar(0), dy), b) : undefined,
  ];
};

/** y = max(x_1, x_2, …), or min: dy goes to the x_k equal to y, in equal shares. */
const extreme: Rule = (tape, dy) => {
  const { inputs } = tape.node;
  const masks = inputs.map((_, k) => tape.cast(tape.emit('Equal', [input(tape, k), output(tape)])));
  const share = tape.emit('Div', [dy, inputs.length > 1 ? tape.emit('Sum', masks) : masks[0]!]);
  return inputs.map((name, k) =>
    tape.wanted(k) ? unbroadcast(tape, tape.emit('Mul', [share, masks[k]!]), name) : undefined,
  );
};

/** A change of precision. */
const cast: Rule = (tape, dy) => [tape.cast(dy, tape.type(tape.node.inputs[0]!))];

/** Steps: the derivative is zero wherever there is one. */
const flat: Rule = () => [];

export const arithmetic = {
  Abs: (tape, dy) => [tape.emit('Mul', [dy, tape.emit('Sign', [input(tape, 0)])])],
  Add: add,
  Cast: cast,
  Ceil: flat,
  Cos: (tape, dy) => [tape.emit('Neg', [tape.emit('Mul', [dy, tape.emit('Sin', [input(tape, 0)])])])],
  Div: div,
  Exp: (tape, dy) => [tape.emit('Mul', [dy, output(tape)])],
  Floor: flat,
  Identity: (_, dy) => [dy],
  Log: (tape, dy) => [tape.emit('Div', [dy, input(tape, 0)])],
  Max: extreme,
  Min: extreme,
  Mod: mod,
  Mul: mul,
  Neg: (tape, dy) => [tape.emit('Neg', [dy])],
  Pow: pow,
  Reciprocal: (tape, dy) => [
    tape.emit('Neg', [tape.emit('Mul', [dy, tape.emit('Mul', [output(tape), output(tape)])])]),
  ],
  RandomNormalLike: flat,
  RandomUniformLike: flat,
  Round: flat,
  Sign: flat,
  Sin: (tape, dy) => [tape.emit('Mul', [dy, tape.emit('Cos', [input(tape, 0)])])],
  Sqrt: (tape, dy) => [tape.emit('Div', [dy, tape.emit('Add', [output(tape), output(tape)])])],
  Sub: sub,
  Sum: add,
  Where: where,
} satisfies Record<string, Rule>;
