import { fail } from '../../error.js';
import { channelsLast, describe, pairOf, textOf, type Config } from '../../layers-model/layer.js';
import { PLAIN, type Emitter } from '../emitter.js';
import type { Step } from '../plan.js';
import { convolutions } from './convolution.js';
import { poolings } from './pooling.js';
import { refuse, type LayerRule } from './rule.js';

/** Settings that say something for each axis. */
const PER_AXIS = ['kernel_size', 'pool_size', 'strides', 'dilation_rate'];

/** A layer on sequences [places, channels] as the layer on images [1, places, channels] that does the same. */
function onImages(step: Step): Step {
  const config: Record<string, unknown> = { ...step.config };
  for (const key of PER_AXIS) if ((config[key] ?? null) !== null) config[key] = [1, pairOf(step, key)[0]];
  const padded = textOf(step, 'padding', 'valid').toLowerCase() === 'causal';
  if (!padded) return { ...step, config };
  const reach = pairOf(step, 'dilation_rate')[0] * (pairOf(step, 'kernel_size')[0] - 1);
  const causal: Config = { ...config, padding: 'valid' };
  return { ...step, config: causal, border: { before: [0, reach], after: [0, 0] } };
}

/** Kernels of sequences have one axis less. */
const withKernels = (e: Emitter): Emitter => ({
  ...e,
  weights: { get: (layer, name, shape) => e.weights.get(layer, name, shape.length === 4 ? shape.slice(1) : shape) },
});

const sequence =
  (rule: LayerRule): LayerRule =>
  (step, [value], e) => {
    const { name, shape } = e.plain(value!);
    if (shape.length !== 2)
      fail('shape', `${describe(step)} gets values of shape [${shape.join(', ')}], expected [places, channels]`);
    if (!channelsLast(step)) refuse(step, 'counts channels first');
    const row = { name: e.emit(step, 'Reshape', [name, e.integers([-1, 1, ...shape])]), shape: [1, ...shape] };
    const made = e.plain(rule(onImages(step), [{ ...row, layout: PLAIN }], withKernels(e)));
    if (made.shape.length === 1) return made;
    const places = made.shape.slice(1);
    return { name: e.emit(step, 'Reshape', [made.name, e.integers([-1, ...places])]), shape: places, layout: PLAIN };
  };

/** Layers on sequences by the layers on images that do their work. */
export const sequences: Readonly<Record<string, LayerRule>> = {
  Conv1D: sequence(convolutions['Conv2D']!),
  AveragePooling1D: sequence(poolings['AveragePooling2D']!),
  MaxPooling1D: sequence(poolings['MaxPooling2D']!),
  GlobalAveragePooling1D: sequence(poolings['GlobalAveragePooling2D']!),
  GlobalMaxPooling1D: sequence(poolings['GlobalMaxPooling2D']!),
};
