import { describe, expect, it } from '@jest/globals';
import type { Batch } from '@fragility/numerics';
import { checked, isDense, referenceClassifier } from './index.js';

const reference = referenceClassifier([
  {
    ...{ inputs: 2, outputs: 2, weight: Float64Array.of(1, 2, 3, 4), bias: Float64Array.of(0, 0) },
    activation: { kind: 'identity' },
  },
]);
const x: Batch = { data: Float64Array.of(1, 0, 0, 1), shape: [2, 2] };
const cotangent: Batch = { data: Float64Array.of(1, 0, 0, 1), shape: [2, 2] };
const answering = (logits: (given: Batch) => unknown, gradients: (given: Batch) => unknown = (given) => given) => ({
  ...reference,
  logits: async (asked: Batch) => logits(await reference.logits(asked)) as Batch,
  vjp: async (asked: Batch) => {
    const { logits: given, backward } = await reference.vjp(asked);
    return { logits: logits(given) as Batch, backward: async (c: Batch) => gradients(await backward(c)) as Batch };
  },
});

describe('checked', () => {
  it('answers what the model answers, and offers what it offers', async () => {
    const model = checked(reference);
    expect(isDense(model)).toBe(true);
    expect(await model.logits(x)).toEqual(await reference.logits(x));
    expect(await (await model.vjp(x)).backward(cotangent)).toEqual(await (await reference.vjp(x)).backward(cotangent));
    const out = new Float64Array(4);
    expect((await (await model.vjp(x)).backward(cotangent, out)).data).toBe(out);
    expect(checked(model)).toBe(model);
  });

  it.each<[string, (given: Batch) => unknown, RegExp]>([
    ['nothing', () => undefined, /returned logits in an object of type Undefined, expected a Float64Array/],
    [
      'an array',
      ({ data, shape }) => ({ data: [...data], shape }),
      /in an object of type Array, expected a Float64Array/,
    ],
    ['big integers', ({ data, shape }) => ({ data: new BigInt64Array(data.length), shape }), /BigInt64Array/],
    ['a row too few', ({ data }) => ({ data: data.subarray(2), shape: [1, 2] }), /of shape \[1, 2\] with 2 values/],
    ['no shape', ({ data }) => ({ data }), /of shape \[\] with 4 values, expected shape \[2, 2\] with 4 values/],
    ['a number as a shape', ({ data }) => ({ data, shape: 4 }), /of shape \[\] with 4 values/],
    ['values too few', ({ data, shape }) => ({ data: data.subarray(1), shape }), /of shape \[2, 2\] with 3 values/],
  ])('refuses %s', async (_, logits, message) => {
    const wrong = { code: 'model/answer', message: expect.stringMatching(message) };
    await expect(checked(answering(logits)).logits(x)).rejects.toMatchObject(wrong);
    await expect(checked(answering(logits)).vjp(x)).rejects.toMatchObject(wrong);
    const { backward } = await checked(answering((given) => given, logits)).vjp(x);
    await expect(backward(cotangent)).rejects.toMatchObject({ code: 'model/answer' });
  });

  it('keeps answers from what the model does with its memory, as float64', async () => {
    const memory = new Float32Array(4);
    const single = ({ data, shape }: Batch) => {
      memory.set(data);
      return { data: memory, shape };
    };
    const { data } = await checked(answering(single)).logits(x);
    memory.fill(9);
    expect(data).toEqual((await reference.logits(x)).data);
  });

  it('calls the model what it is called', async () =>
    expect(
      checked(
        answering(() => null),
        "model 'net'",
      ).logits(x),
    ).rejects.toThrow("model 'net' returned logits"));
});
