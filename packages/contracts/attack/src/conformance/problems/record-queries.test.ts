import { expect, it } from '@jest/globals';
import { float32 } from './float32.js';
import { linearProblem } from './problem.js';
import { recordQueries } from './record-queries.js';

const { model, examples } = linearProblem(1, true, 3, { shape: [4], count: 2 });
const { inputShape, classes, bounds, precision, logits } = model;
const blind = { inputShape, classes, bounds, precision, logits };

it('a watched model answers as before, and knows the points', async () => {
  const { model: seen, logitsAt, gradientsAt } = recordQueries(model);
  expect(await seen.logits(examples.inputs)).toEqual(await model.logits(examples.inputs));
  await (await seen.vjp(examples.inputs)).backward({ data: new Float64Array(6), shape: [2, 3] });
  const points = [examples.inputs.data.slice(0, 4), examples.inputs.data.slice(4)];
  expect([logitsAt, gradientsAt]).toEqual([points, points]);
  expect('vjp' in recordQueries(blind).model).toBe(false);
});

it('a float32 model answers what float32 can hold', async () => {
  const blunt = float32(model);
  const cotangent = { data: Float64Array.of(1, 0, 0, 0, 0, 1), shape: [2, 3] };
  const rounded = ({ data }: { data: Float64Array }): Float64Array => data.map(Math.fround);
  const [exact, pulled] = [await model.vjp(examples.inputs), await blunt.vjp(examples.inputs)];
  expect(blunt.precision).toBe('float32');
  expect((await blunt.logits(examples.inputs)).data).toEqual(rounded(exact.logits as { data: Float64Array }));
  expect(pulled.logits.data).toEqual(rounded(exact.logits as { data: Float64Array }));
  expect((await pulled.backward(cotangent)).data).toEqual(
    rounded((await exact.backward(cotangent)) as { data: Float64Array }),
  );
  expect('vjp' in float32(blind)).toBe(false);
});
