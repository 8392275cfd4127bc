import { fail } from '../../../error.js';
import { describe } from '../../../layers-model/layer.js';
import type { Value } from '../../emitter.js';
import type { Step } from '../../plan.js';

/** Length of a sequence and size of its entries; throws `…/shape` for what is no sequence of vectors. */
export function extentOf(step: Step, { shape }: Value): readonly [number, number] {
  if (shape.length !== 2)
    fail('shape', {
      given: `${describe(step)} gets values of shape [${shape.join(', ')}]`,
      expected: '[places, channels]',
      remedy: 'change the layer',
    });
  return shape as unknown as readonly [number, number];
}
