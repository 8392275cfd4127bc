import { fail } from '../../error.js';
import { describe, type Layer } from '../../layers-model/layer.js';
import type { Emitter, Value } from '../emitter.js';
import type { Step } from '../plan.js';

/** How a layer is written as ONNX nodes: from the values it takes to the value it gives. */
export type LayerRule = (step: Step, inputs: readonly Value[], e: Emitter) => Value;

/** Refuses a layer that uses something without counterpart. */
export const refuse = (step: Layer, what: string): never =>
  fail(
    'layer',
    {
      given: `${describe(step)} ${what}`,
      expected: 'a layer that the engine can compute',
      remedy: 'use backend: auto, which runs it in TensorFlow.js where that has the layer, or change the layer',
    },
    undefined,
    { name: step.name, class: step.class, lacks: what },
  );

/** The image a layer takes, stored channels first, whichever way the layer counts. `last` says which it is. */
export function image(
  step: Step,
  value: Value,
  e: Emitter,
  last: boolean,
): { readonly name: string; readonly rows: number; readonly columns: number; readonly channels: number } {
  const { shape } = value;
  if (shape.length !== 3)
    fail('shape', {
      given: `${describe(step)} gets values of shape [${shape.join(', ')}]`,
      expected: 'images of three axes',
      remedy: 'change the layer',
    });
  const [a, b, c] = shape as [number, number, number];
  return last
    ? { name: e.channelsFirst(step, value).name, rows: a, columns: b, channels: c }
    : { name: e.plain(value).name, rows: b, columns: c, channels: a };
}
