import { expect } from '@jest/globals';
import { isDifferentiable, type Classifier } from '@fragility/model';
import type { Batch } from '@fragility/numerics';
import { data } from './networks.js';

/** Half the distance of the two points of a central difference: of float32 logits. */
const STEP = 1e-2;

/** Expects the gradient of ⟨c, logits⟩ to be what central differences say, in the first coordinates of the first example or more of them. */
export async function expectSlopes(model: Classifier, inputs: Batch, coordinates: number, most: number): Promise<void> {
  if (!isDifferentiable(model)) throw new Error(model.gradientStop?.reason);
  const c = data(inputs.shape[0]!, model.classes);
  const gradient = (await (await model.vjp(inputs)).backward(c)).data;
  const value = async (at: Float64Array): Promise<number> =>
    (await model.logits({ ...inputs, data: at })).data.reduce((sum, z, k) => sum + z * c.data[k]!, 0);
  for (let k = 0; k < coordinates; k++) {
    const x = inputs.data;
    const slope = ((await value(x.with(k, x[k]! + STEP))) - (await value(x.with(k, x[k]! - STEP)))) / (2 * STEP);
    expect(Math.abs(gradient[k]! - slope)).toBeLessThan(most);
  }
}
