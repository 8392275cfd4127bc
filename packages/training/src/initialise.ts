import { FragilityError, type Random } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import type { Architecture } from './options.js';

/** (2p − 1)!! = E z^2p of a normal z. */
const moment = (p: number): number => Array.from({ length: p }, (_, k) => 2 * k + 1).reduce((a, b) => a * b, 1);

/**
 * Variance of a weight: 2 / ((1 + slope²) fan-in) (He et al., arXiv:1502.01852), or 2 / (fan-in + fan-out) (Glorot & Bengio 2010).
 *
 * As He's, that of a power p keeps E h² = 1 through the layers: pre-activations of variance c with ½ (2p − 1)!! c^p = 1.
 */
function variance(activation: Activation, inputs: number, outputs: number): number {
  switch (activation.kind) {
    case 'relu':
    case 'gelu':
      return 2 / inputs;
    case 'leaky-relu':
      return 2 / ((1 + activation.slope ** 2) * inputs);
    case 'power':
      return (2 / moment(activation.power)) ** (1 / activation.power) / inputs;
    default:
      return 2 / (inputs + outputs);
  }
}

/**
 * Layers with normal random weights and zero biases; one stream of numbers per layer.
 *
 * @throws FragilityError `training/architecture` when widths are not at least two whole numbers ≥ 1.
 * @example initialise({ widths: [784, 128, 10], activation: { kind: 'relu' } }, random(1));
 */
export function initialise(
  { widths: given, activation = { kind: 'identity' }, bottleneck }: Architecture,
  random: Random,
): DenseLayer[] {
  const widths = bottleneck === undefined ? given : given.toSpliced(-1, 0, bottleneck);
  if (widths.length < 2 || !widths.every((width) => Number.isInteger(width) && width > 0)) {
    throw new FragilityError(
      {
        given: `widths are [${widths.join(', ')}]`,
        expected: 'at least two whole numbers ≥ 1',
        remedy: 'give [inputs, hidden…, classes]',
      },
      { where: 'training/dense', code: 'training/architecture', kind: 'input' },
    );
  }
  return widths.slice(1).map((outputs, k) => {
    const inputs = widths[k]!;
    const linear = k >= given.length - 2;
    const layerActivation: Activation = linear ? { kind: 'identity' } : activation;
    const stream = random.fork(`layer ${k}`);
    const deviation = Math.sqrt(variance(layerActivation, inputs, outputs));
    return {
      inputs,
      outputs,
      weight: Float64Array.from({ length: inputs * outputs }, () => deviation * stream.normal()),
      bias: new Float64Array(outputs),
      activation: layerActivation,
    };
  });
}
