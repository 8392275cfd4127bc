import type { Tape } from '../../graph/tape.js';
import { float, unbroadcast, type Rule } from '../rule.js';

const input = (tape: Tape): string => tape.value(tape.node.inputs[0]!);
const output = (tape: Tape): string => tape.value(tape.node.outputs[0]!);

/** Where a value is greater than a number, as booleans. */
const above = (tape: Tape, value: string, bound: number): string => tape.emit('Greater', [value, tape.scalar(bound)]);

/** The same of a value of the forward graph that only its sign is needed of. */
const positive = (tape: Tape, name: string): string => tape.mask('Greater', [name, tape.scalar(0)]);

/** dy where a mask holds, zero elsewhere: two passes, which are faster than `Where`. */
const masked = (tape: Tape, dy: string, mask: string): string => tape.emit('Mul', [dy, tape.cast(mask)]);

/** dy ∘ slope, for a slope computed from x or y. */
const times =
  (slope: (tape: Tape) => string): Rule =>
  (tape, dy) => [tape.emit('Mul', [dy, slope(tape)])];

/** y = max(x, 0):  dx = dy ∘ [y > 0]. The mask comes from the output, so that the runtime may fuse the activation. */
const relu: Rule = (tape, dy) => [masked(tape, dy, positive(tape, tape.node.outputs[0]!))];

/** y = x or αx:  dx = dy ∘ (x > 0 ? 1 : α). For α ≥ 0 the sign of y is the sign of x. */
const leakyRelu: Rule = (tape, dy) => {
  const alpha = float(tape.node, 'alpha', 0.01);
  const { inputs, outputs } = tape.node;
  const signed = alpha >= 0 ? outputs[0]! : inputs[0]!;
  return [tape.emit('Where', [positive(tape, signed), dy, tape.emit('Mul', [dy, tape.scalar(alpha)])])];
};

/** y = x or sx with a slope s of its own for every channel:  dx = dy ∘ (x > 0 ? 1 : s),  ds = Σ dy ∘ min(x, 0). */
const prelu: Rule = (tape, dy) => {
  const slope = tape.node.inputs[1]!;
  const rising = positive(tape, tape.node.inputs[0]!);
  const negative = (): string => tape.emit('Where', [rising, tape.scalar(0), tape.emit('Mul', [dy, input(tape)])]);
  return [
    tape.emit('Where', [rising, dy, tape.emit('Mul', [dy, tape.value(slope)])]),
    tape.wanted(1) ? unbroadcast(tape, negative(), slope) : undefined,
  ];
};

/** y = x or α(e^x − 1):  slope 1 or y + α. */
const elu = times((tape) => {
  const alpha = tape.scalar(float(tape.node, 'alpha', 1));
  return tape.emit('Where', [above(tape, input(tape), 0), tape.scalar(1), tape.emit('Add', [output(tape), alpha])]);
});

/** y = γx or γα(e^x − 1):  slope γ or y + γα. */
const selu = times((tape) => {
  const gamma = float(tape.node, 'gamma', 1.0507010221481323);
  const alpha = float(tape.node, 'alpha', 1.6732631921768188);
  const falling = tape.emit('Add', [output(tape), tape.scalar(gamma * alpha)]);
  return tape.emit('Where', [above(tape, input(tape), 0), tape.scalar(gamma), falling]);
});

/** y = σ(x):  slope y (1 − y). */
const sigmoid = times((tape) => {
  const y = output(tape);
  return tape.emit('Mul', [y, tape.emit('Sub', [tape.scalar(1), y])]);
});

/** y = tanh x:  slope 1 − y². */
const tanh = times((tape) => {
  const y = output(tape);
  return tape.emit('Sub', [tape.scalar(1), tape.emit('Mul', [y, y])]);
});

/** dy where `lower` < y < `upper`, zero elsewhere, y being the output. */
function between(tape: Tape, dy: string, lower: string | undefined, upper: string | undefined): string {
  const y = tape.node.outputs[0]!;
  const inside = [
    ...(lower ? [tape.mask('Greater', [y, lower])] : []),
    ...(upper ? [tape.mask('Less', [y, upper])] : []),
  ];
  if (inside.length === 0) return dy;
  return masked(tape, dy, inside.length === 2 ? tape.emit('And', inside) : inside[0]!);
}

/** y = min(max(x, l), u):  slope 1 where l < y < u. */
const clip: Rule = (tape, dy) => {
  const [, lower, upper] = tape.node.inputs;
  return [between(tape, dy, lower, upper)];
};

/** y = min(max(αx + β, 0), 1):  slope α where 0 < y < 1. */
const hardSigmoid: Rule = (tape, dy) => {
  const inside = between(tape, dy, tape.scalar(0), tape.scalar(1));
  return [tape.emit('Mul', [inside, tape.scalar(float(tape.node, 'alpha', 0.2))])];
};

/** y = x · min(max(x/6 + 1/2, 0), 1):  slope 0 for x ≤ −3, 1 for x ≥ 3, x/3 + 1/2 between. */
const hardSwish = times((tape) => {
  const x = input(tape);
  const inner = tape.emit('Add', [tape.emit('Mul', [x, tape.scalar(1 / 3)]), tape.scalar(0.5)]);
  const low = tape.emit('Where', [above(tape, x, -3), inner, tape.scalar(0)]);
  return tape.emit('Where', [above(tape, x, 3), tape.scalar(1), low]);
});

/** y = erf x:  slope 2/√π · e^(−x²). */
const erf = times((tape) => {
  const x = input(tape);
  const bell = tape.emit('Exp', [tape.emit('Neg', [tape.emit('Mul', [x, x])])]);
  return tape.emit('Mul', [bell, tape.scalar(2 / Math.sqrt(Math.PI))]);
});

/** y = x + b, x − b, or 0 between −λ and λ:  dx = dy beyond λ. */
const shrink: Rule = (tape, dy) => {
  const bound = tape.scalar(float(tape.node, 'lambd', 0.5));
  return [masked(tape, dy, tape.emit('Greater', [tape.emit('Abs', [input(tape)]), bound]))];
};

export const activations = {
  Clip: clip,
  Elu: elu,
  Erf: erf,
  HardSigmoid: hardSigmoid,
  HardSwish: hardSwish,
  LeakyRelu: leakyRelu,
  PRelu: prelu,
  Relu: relu,
  Selu: selu,
  Shrink: shrink,
  Sigmoid: sigmoid,
  Softplus: times((tape) => tape.emit('Sigmoid', [input(tape)])),
  Tanh: tanh,
} satisfies Record<string, Rule>;
