import type { Classifier } from '@fragility/model';
import { random, row, stack, type Batch } from '@fragility/numerics';
import { fail } from './error.js';

const EXAMPLES = 5;
/** Relative differences that another order of summation may make. */
const TOLERANCE = { float32: 1e-3, float64: 1e-6 } as const;

/** Random inputs inside the bounds, or in [−1, 1]. */
function drawn({ inputShape, bounds, precision }: Classifier): Batch {
  const stream = random('model-function/repeats');
  const [low, high] = bounds ?? [-1, 1];
  const draw = (): number => low + (high - low) * stream.uniform();
  const shape = [EXAMPLES, ...inputShape];
  const data = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, draw);
  return { data: precision === 'float32' ? data.map(Math.fround) : data, shape };
}

/**
 * Compares the outputs at random inputs with those to the same inputs again, and one by one: an attack asks about a point more than once, and
 * in whatever batch it happens to be.
 *
 * @throws FragilityError `model-function/changes` naming what differs.
 */
export async function checkRepeats(model: Classifier, path: string): Promise<void> {
  const x = drawn(model);
  const first = await model.logits(x);
  const alone: Float64Array[] = [];
  for (let i = 0; i < EXAMPLES; i++)
    alone.push((await model.logits(stack([row(x, i)], model.inputShape))).data.slice());
  const ways: readonly (readonly [string, Batch])[] = [
    ['asked again', await model.logits(x)],
    ['asked alone', stack(alone, [model.classes])],
  ];
  const scale = first.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const [how, { data }] of ways) {
    const at = data.findIndex((value, k) => !(Math.abs(value - first.data[k]!) <= TOLERANCE[model.precision] * scale));
    if (at < 0) continue;
    fail('changes', {
      file: path,
      given: `predict of ${path} says ${first.data[at]} of example ${Math.floor(at / model.classes)}, class ${at % model.classes}, and ${data[at]} when ${how}`,
      expected: 'the same',
      remedy: 'keep examples apart and fix its seed, or set selfCheck: false for a model that is meant to be random',
    });
  }
}
