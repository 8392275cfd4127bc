import type { Tape } from '../../graph/tape.js';
import { scatter } from '../spatial/convolution.js';
import { onesOf, windowsOfPool } from '../spatial/pooling.js';
import { ratio, sizeAt, whole, type Rule } from '../rule.js';

const input = (tape: Tape): string => tape.value(tape.node.inputs[0]!);

/** Derivative of |x|^p / p: sign(x) |x|^(p − 1). */
function slope(tape: Tape, p: number): string {
  const x = input(tape);
  if (p === 2) return x;
  const sign = tape.emit('Sign', [x]);
  return p === 1 ? sign : tape.emit('Mul', [sign, tape.emit('Pow', [tape.emit('Abs', [x]), tape.scalar(p - 1)])]);
}

/** dy y^(1 − p), and zero where y is: there the norm has a corner, of which zero is a slope. */
function share(tape: Tape, dy: string, p: number): string {
  const y = tape.value(tape.node.outputs[0]!);
  if (p === 1) return dy;
  return ratio(tape, dy, p === 2 ? y : tape.emit('Pow', [y, tape.scalar(p - 1)]));
}

/** y = (Σ |x|^p)^(1/p) over each window:  dx = sign(x) |x|^(p−1) Σ dy y^(1−p), over the windows that hold x. */
const lpPool: Rule = (tape, dy) => {
  const p = whole(tape.node, 'p', 2);
  const windows = windowsOfPool(tape);
  const channels = sizeAt(tape, tape.node.inputs[0]!, 1);
  const kernel = onesOf(tape, channels, windows);
  return [tape.emit('Mul', [slope(tape, p), scatter(tape, share(tape, dy, p), windows, channels, kernel)])];
};

/** The same over all places. */
const globalLpPool: Rule = (tape, dy) => {
  const p = whole(tape.node, 'p', 2);
  return [tape.emit('Mul', [slope(tape, p), share(tape, dy, p)])];
};

/** y = x / ‖x‖_p along an axis, p = 1 or 2:  dx = (dy − s Σ dy ∘ y) / ‖x‖_p, where s is sign(x) or y; zero where the norm is. */
const lpNormalization: Rule = (tape, dy) => {
  const p = whole(tape.node, 'p', 2);
  const axis = whole(tape.node, 'axis', -1);
  const y = tape.value(tape.node.outputs[0]!);
  const norm = tape.emit(p === 1 ? 'ReduceL1' : 'ReduceL2', [input(tape)], { axes: [axis], keepdims: 1 });
  const along = tape.emit('ReduceSum', [tape.emit('Mul', [dy, y]), tape.integers([axis])], { keepdims: 1 });
  const direction = p === 1 ? slope(tape, 1) : y;
  return [ratio(tape, tape.emit('Sub', [dy, tape.emit('Mul', [direction, along])]), norm)];
};

export const norms = {
  GlobalLpPool: globalLpPool,
  LpNormalization: lpNormalization,
  LpPool: lpPool,
} satisfies Record<string, Rule>;
