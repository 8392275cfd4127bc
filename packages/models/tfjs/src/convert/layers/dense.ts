import { activationOf, flagOf, numberOf } from '../../layers-model/layer.js';
import { entry } from '../affine.js';
import { PLAIN, stored, type Emitter, type Value } from '../emitter.js';
import type { Step } from '../plan.js';
import { activate } from './activation.js';
import type { LayerRule } from './rule.js';

/** Kernel [inputs, units] and bias [units] of a dense layer, the normalisation after it folded in. */
export function denseWeights(
  step: Step,
  inputs: number,
  weights: Emitter['weights'],
): { readonly kernel: Float64Array; readonly bias: Float64Array; readonly units: number } {
  const units = numberOf(step, 'units');
  const kernel = Float64Array.from(weights.get(step, 'kernel', [inputs, units]).data);
  const given = flagOf(step, 'use_bias', true) ? weights.get(step, 'bias', [units]).data : [];
  const bias = Float64Array.from({ length: units }, (_, j) => given[j] ?? 0);
  const { affine } = step;
  if (affine) {
    kernel.forEach((value, k) => (kernel[k] = value * entry(affine.scale, k % units)));
    bias.forEach((value, j) => (bias[j] = value * entry(affine.scale, j) + entry(affine.shift, j)));
  }
  return { kernel, bias, units };
}

/** Rows of a kernel in the order in which a flattened image is stored. */
function reordered(kernel: Float64Array, units: number, { layout }: Value): Float64Array {
  if (layout.kind !== 'flat') return kernel;
  const rows = new Float64Array(kernel.length);
  stored(layout.image).forEach((to, from) => rows.set(kernel.subarray(from * units, (from + 1) * units), to * units));
  return rows;
}

const dense: LayerRule = (step, [given], e) => {
  const value = given!.layout.kind === 'channels-first' ? e.plain(given!) : given!;
  const inputs = value.shape.at(-1)!;
  const { kernel, bias, units } = denseWeights(step, inputs, e.weights);
  const w = e.floats(reordered(kernel, units, value), [inputs, units]);
  const b = e.floats(bias, [units]);
  const name =
    value.shape.length === 1
      ? e.emit(step, 'Gemm', [value.name, w, b])
      : e.emit(step, 'Add', [e.emit(step, 'MatMul', [value.name, w]), b]);
  return activate(activationOf(step), step, { name, shape: [...value.shape.slice(0, -1), units], layout: PLAIN }, e);
};

export const denses: Readonly<Record<string, LayerRule>> = { Dense: dense };
