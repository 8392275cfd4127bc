import type { Tape } from '../../graph/tape.js';
import { axisOf, float, refuse, reshapeLike, sizeAt, whole, type Rule } from '../rule.js';

/**
 * y = s ∘ x̂ + b with x̂ = (x − μ)/σ, moments over some axes:  with g = dy ∘ s,
 *
 *     dx = (g − mean g − x̂ ∘ mean(g ∘ x̂)) / σ
 */
function standardised(tape: Tape, dy: string, axes: readonly number[], scale: string): string {
  if (tape.wanted(1) || tape.wanted(2)) refuse(tape.node, 'has parameters that depend on the input', 'fix them');
  const mean = (value: string): string => tape.emit('ReduceMean', [value], { axes, keepdims: 1 });
  const x = tape.value(tape.node.inputs[0]!);
  const centred = tape.emit('Sub', [x, mean(x)]);
  const variance = mean(tape.emit('Mul', [centred, centred]));
  const sigma = tape.emit('Sqrt', [tape.emit('Add', [variance, tape.scalar(float(tape.node, 'epsilon', 1e-5))])]);
  const unit = tape.emit('Div', [centred, sigma]);
  const g = tape.emit('Mul', [dy, scale]);
  const along = tape.emit('Mul', [unit, mean(tape.emit('Mul', [g, unit]))]);
  return tape.emit('Div', [tape.emit('Sub', [tape.emit('Sub', [g, mean(g)]), along]), sigma]);
}

/** Moments over the last axes, from `axis` on. */
const layer: Rule = (tape, dy) => {
  const [x, scale] = tape.node.inputs as [string, string];
  const rank = tape.shape(x).length;
  const first = axisOf(whole(tape.node, 'axis', -1), rank);
  const axes = Array.from({ length: rank - first }, (_, k) => first + k);
  return [standardised(tape, dy, axes, tape.value(scale))];
};

/** Moments over all places of each channel. */
const instance: Rule = (tape, dy) => {
  const [x, scale] = tape.node.inputs as [string, string];
  const axes = tape.shape(x).flatMap((_, axis) => (axis < 2 ? [] : [axis]));
  const perChannel = tape.emit('Reshape', [tape.value(scale), tape.integers([-1, ...axes.map(() => 1)])]);
  return [standardised(tape, dy, axes, perChannel)];
};

/**
 * y = x ∘ d^(−β) with d = k + α · mean of x² over a window of channels (an odd number, for the runtime), zeros beyond the last:
 *
 *     dx = dy ∘ d^(−β) − 2αβ x ∘ mean(dy ∘ x ∘ d^(−β−1))
 */
const local: Rule = (tape, dy) => {
  const { node } = tape;
  const x = tape.value(node.inputs[0]!);
  const size = whole(node, 'size', 1);
  const [alpha, beta] = [float(node, 'alpha', 1e-4), float(node, 'beta', 0.75)];
  const reach = (size - 1) / 2;
  const mean = (value: string): string => {
    const columns = tape.emit('Reshape', [value, tape.integers([0, 1, sizeAt(tape, node.inputs[0]!, 1), -1])]);
    const window = { kernel_shape: [size, 1], pads: [reach, 0, reach, 0], count_include_pad: 1 };
    return reshapeLike(tape, tape.emit('AveragePool', [columns], window), node.inputs[0]!);
  };
  const times = (factor: number, value: string): string => tape.emit('Mul', [value, tape.scalar(factor)]);
  const squares = times(alpha, mean(tape.emit('Mul', [x, x])));
  const d = tape.emit('Add', [squares, tape.scalar(float(node, 'bias', 1))]);
  const g = tape.emit('Mul', [dy, tape.emit('Pow', [d, tape.scalar(-beta)])]);
  const back = mean(tape.emit('Div', [tape.emit('Mul', [g, x]), d]));
  return [tape.emit('Sub', [g, times(2 * alpha * beta, tape.emit('Mul', [x, back]))])];
};

export const normalisation = {
  InstanceNormalization: instance,
  LayerNormalization: layer,
  LRN: local,
} satisfies Record<string, Rule>;
