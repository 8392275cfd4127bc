import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import { activationOf, numberOf, sizesOf } from '../layers-model/layer.js';
import { entry, normalisation, normalisedAxis, rescaling, compose, type Affine } from './affine.js';
import type { Prepared } from './convert.js';
import { sizeOf } from './emitter.js';
import { leakySlope } from './layers/activation.js';
import { denseWeights } from './layers/dense.js';
import type { Step } from './plan.js';

/** Activations that dense layers of the engine have. */
const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map<string, Activation>([
  ['linear', { kind: 'identity' }],
  ['relu', { kind: 'relu' }],
  ['tanh', { kind: 'tanh' }],
]);

function activation(step: Step): Activation | undefined {
  if (step.class === 'Activation' || step.class === 'Dense') return ACTIVATIONS.get(activationOf(step));
  if (step.class === 'LeakyReLU') return { kind: 'leaky-relu', slope: leakySlope(step) };
  const plain = step.class === 'ReLU' && (step.config['max_value'] ?? null) === null;
  return plain && numberOf(step, 'negative_slope', 0) === 0 && numberOf(step, 'threshold', 0) === 0
    ? { kind: 'relu' }
    : undefined;
}

/** W (s ∘ x + o) + b = (W diag s) x + (W o + b), weights row-major [outputs, inputs]. */
function afterAffine(layer: DenseLayer, { scale, shift }: Affine): DenseLayer {
  const { inputs } = layer;
  const bias = layer.bias.map((b, j) => {
    let sum = b;
    for (let i = 0; i < inputs; i++) sum += layer.weight[j * inputs + i]! * at(shift, i);
    return sum;
  });
  return { ...layer, weight: layer.weight.map((w, k) => w * at(scale, k % inputs)), bias };
}

/** Entry of the last axis that a flattened value belongs to. */
const at = (values: Float64Array, k: number): number => entry(values, k % values.length);

function layerOf(step: Step, inputs: number, weights: Prepared['weights']): DenseLayer | undefined {
  const { kernel, bias, units } = denseWeights(step, inputs, weights);
  const weight = new Float64Array(kernel.length);
  kernel.forEach((value, k) => (weight[(k % units) * inputs + Math.floor(k / units)] = value));
  const kind = activation(step);
  return kind && { inputs, outputs: units, weight, bias, activation: kind };
}

/** A layer of the logits (0, z) from one of z. */
const withZero = ({ inputs, weight, bias, activation: kind }: DenseLayer): DenseLayer => ({
  inputs,
  outputs: 2,
  weight: Float64Array.of(...new Float64Array(inputs), ...weight),
  bias: Float64Array.of(0, ...bias),
  activation: kind,
});

/**
 * The layers of a model that is nothing but dense layers, activations, normalisations and changes of shape; undefined for any other.
 * `before` is done to the input first.
 */
export function denseLayersOf(
  { topology, steps, output, weights, inputShape }: Prepared,
  before: Affine | undefined,
): DenseLayer[] | undefined {
  const layers: DenseLayer[] = [];
  let pending = before;
  let shape = [...inputShape];
  let previous = topology.input.id;
  for (const step of steps) {
    if (step.inputs.length !== 1 || step.inputs[0] !== previous) return undefined;
    previous = step.id;
    if (step.class === 'Flatten') shape = [sizeOf(shape)];
    else if (step.class === 'Reshape') {
      const target = sizesOf(step, 'target_shape');
      const known = sizeOf(target.filter((size) => size >= 0));
      if (pending && pending.scale.length + pending.shift.length > 2) return undefined;
      shape = target.map((size) => (size < 0 ? sizeOf(shape) / known : size));
    } else if (step.class === 'Rescaling' || step.class === 'BatchNormalization') {
      const axis = step.class === 'Rescaling' ? -1 : normalisedAxis(step);
      if (axis !== -1 && axis !== shape.length - 1) return undefined;
      pending = compose(pending, step.class === 'Rescaling' ? rescaling(step) : normalisation(step, weights));
    } else if (step.class === 'Dense') {
      if (shape.length !== 1) return undefined;
      const layer = layerOf(step, shape[0]!, weights);
      if (!layer) return undefined;
      layers.push(pending ? afterAffine(layer, pending) : layer);
      pending = undefined;
      shape = [layer.outputs];
    } else {
      const [last, next] = [layers.at(-1), activation(step)];
      if (!last || !next || pending || last.activation.kind !== 'identity') return undefined;
      layers.splice(-1, 1, { ...last, activation: next });
    }
  }
  if (previous !== output || pending || layers.length === 0) return undefined;
  return layers.at(-1)!.outputs === 1 ? [...layers.slice(0, -1), withZero(layers.at(-1)!)] : layers;
}
