import type { LayerShape } from '@fragility/engine';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';

/**
 * Whether layer k of a residual network adds its input to its output: hidden layers after the first, where both are of one width.
 *
 * @example isResidual(layers, 0); // false
 */
export const isResidual = (layers: readonly LayerShape[], k: number): boolean => {
  const { inputs, outputs, activation } = layers[k]!;
  return k > 0 && inputs === outputs && activation.kind !== 'identity';
};

/** How units of an activation carry a value h on unchanged: h = Σ factor · σ(sign · h). Null for activations that cannot. */
function carriers(activation: Activation): readonly { readonly sign: number; readonly factor: number }[] | null {
  switch (activation.kind) {
    case 'relu':
      return [{ sign: 1, factor: 1 }];
    case 'leaky-relu': {
      const factor = 1 / (1 + activation.slope);
      return [
        { sign: 1, factor },
        { sign: -1, factor: -factor },
      ];
    }
    case 'gelu':
      return [
        { sign: 1, factor: 1 },
        { sign: -1, factor: -1 },
      ];
    default:
      return null;
  }
}

/**
 * Whether residual networks of an activation are dense networks.
 *
 * @example hasResidualForm({ kind: 'tanh' }); // false
 */
export const hasResidualForm = (activation: Activation): boolean => carriers(activation) !== null;

/** `rows` of a matrix [rows, inputs] whose column j is, for each block in turn, factor · column j. */
const widened = (weight: Float64Array, inputs: number, blocks: readonly number[]): Float64Array => {
  const rows = weight.length / inputs;
  const wide = new Float64Array(rows * inputs * blocks.length);
  for (let r = 0; r < rows; r++)
    blocks.forEach((factor, b) => {
      for (let j = 0; j < inputs; j++) wide[(r * blocks.length + b) * inputs + j] = factor * weight[r * inputs + j]!;
    });
  return wide;
};

/**
 * The residual network h_k = h_{k−1} + σ(W_k h_{k−1} + b_k) as a dense network without residual connections: the same function, to rounding.
 *
 *     ReLU: h = σ(h) for sums of ReLUs, which are ≥ 0;   GELU: h = σ(h) − σ(−h);   leaky ReLU: h = (σ(h) − σ(−h)) / (1 + slope)
 *
 * More units carry h_{k−1} on, and the next layer adds them: layers are two (ReLU) or three times as wide, and whatever reads dense layers reads residual
 * networks too: activation regions, closed forms, bounds, files.
 *
 * @throws RangeError for activations without {@link hasResidualForm}.
 * @example withoutResiduals(layers).length; // 1
 */
export function withoutResiduals(layers: readonly DenseLayer[]): DenseLayer[] {
  let blocks: readonly number[] = [1];
  return layers.map((layer, k) => {
    const { inputs, outputs, bias } = layer;
    const weight = widened(layer.weight, inputs, blocks);
    if (!isResidual(layers, k)) {
      const wide = { ...layer, inputs: inputs * blocks.length, weight };
      blocks = [1];
      return wide;
    }
    const carried = carriers(layer.activation);
    if (!carried) throw new RangeError(`[training/residual] no unit of ${layer.activation.kind} carries its input on`);
    const identity = new Float64Array(inputs * inputs);
    for (let j = 0; j < inputs; j++) identity[j * inputs + j] = 1;
    const passed = carried.map(({ sign }) =>
      widened(
        identity.map((value) => sign * value),
        inputs,
        blocks,
      ),
    );
    const all = [weight, ...passed];
    const wide = new Float64Array(all.reduce((sum, { length }) => sum + length, 0));
    all.reduce((at, part) => (wide.set(part, at), at + part.length), 0);
    const result = {
      ...layer,
      inputs: inputs * blocks.length,
      outputs: outputs * all.length,
      weight: wide,
      bias: Float64Array.from({ length: outputs * all.length }, (_, o) => bias[o] ?? 0),
    };
    blocks = [1, ...carried.map(({ factor }) => factor)];
    return result;
  });
}
