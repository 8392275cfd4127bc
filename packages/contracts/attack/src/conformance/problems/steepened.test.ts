import { expect, it } from '@jest/globals';
import { linearProblem } from './problem.js';
import { steepened } from './steepened.js';

it('multiplies the logits and nothing else', async () => {
  const { model, examples } = linearProblem(1, true, 3);
  const steep = steepened(model, 50);
  const [before, after] = [await model.logits(examples.inputs), await steep.logits(examples.inputs)];
  after.data.forEach((v, k) => expect(v).toBeCloseTo(50 * before.data[k]!, 9));
  expect(steep.bounds).toEqual(model.bounds);
});
