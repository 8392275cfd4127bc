import { activationOf, channelsLast, type Layer } from '../layers-model/layer.js';
import type { Topology } from '../layers-model/topology.js';
import { compose, normalisation, normalisedAxis, type Affine } from './affine.js';
import { borderOf, type Border } from './border.js';
import { isIdentity } from './identities.js';
import type { Weights } from './weights.js';

/** A layer to convert, with what its neighbours left to it. */
export interface Step extends Layer {
  /** Applied to its output channels, before the activation: a batch normalisation that followed. */
  readonly affine?: Affine;
  /** Zeros around its input: a ZeroPadding2D that came before. */
  readonly border?: Border;
}

const CONVOLUTIONS = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D']);

/** Whether the normalisation works on the output channels of the layer before it. */
function onChannels(producer: Layer, norm: Layer): boolean {
  const axis = normalisedAxis(norm);
  if (producer.class === 'Dense') return axis === -1;
  return channelsLast(producer) ? axis === -1 || axis === 2 : axis === 0 || axis === -3;
}

/**
 * The layers of a topology without those that another one can do in passing: batch normalisations go into the convolution or dense layer
 * before them, zero paddings into the convolution or maximum after them, dropouts and augmentation vanish.
 */
export function plan(
  { layers, output }: Topology,
  weights: Weights,
): { readonly steps: Step[]; readonly output: string } {
  const uses = new Map<string, number>();
  layers.forEach(({ inputs }) => inputs.forEach((id) => uses.set(id, (uses.get(id) ?? 0) + 1)));
  const once = (id: string): boolean => uses.get(id) === 1;
  const steps = new Map<string, Step>();
  /** Layers that are gone, and whose value stands for theirs. */
  const replaced = new Map<string, string>();
  const real = (id: string): string => replaced.get(id) ?? id;

  for (const layer of layers) {
    const inputs = layer.inputs.map(real);
    const before = steps.get(inputs[0]!);
    if (isIdentity(layer)) {
      replaced.set(layer.id, inputs[0]!);
    } else if (
      layer.class === 'BatchNormalization' &&
      before &&
      (CONVOLUTIONS.has(before.class) || before.class === 'Dense') &&
      activationOf(before) === 'linear' &&
      layer.inputs.every(once) &&
      onChannels(before, layer)
    ) {
      steps.set(before.id, { ...before, affine: compose(before.affine, normalisation(layer, weights)) });
      replaced.set(layer.id, before.id);
    } else if (
      (CONVOLUTIONS.has(layer.class) || layer.class === 'MaxPooling2D') &&
      before?.class === 'ZeroPadding2D' &&
      layer.inputs.every(once) &&
      channelsLast(before) === channelsLast(layer)
    ) {
      steps.delete(before.id);
      steps.set(layer.id, { ...layer, inputs: before.inputs, border: borderOf(before) });
    } else {
      steps.set(layer.id, { ...layer, inputs });
    }
  }
  return { steps: [...steps.values()], output: real(output) };
}
