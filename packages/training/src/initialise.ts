import { FragilityError, type Random } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import type { Architecture } from './options.js';

/** Variance of a weight: 2 / ((1 + slope²) fan-in) (He et al., arXiv:1502.01852), or 2 / (fan-in + fan-out) (Glorot & Bengio 2010). */
function variance(activation: Activation, inputs: number, outputs: number): number {
  switch (activation.kind) {
    case 'relu':
      return 2 / inputs;
    case 'leaky-relu':
      return 2 / ((1 + activation.slope ** 2) * inputs);
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
export function initialise({ widths, activation = { kind: 'identity' } }: Architecture, random: Random): DenseLayer[] {
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
    const last = k === widths.length - 2;
    const layerActivation: Activation = last ? { kind: 'identity' } : activation;
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
