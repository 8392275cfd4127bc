import { describe, expect, it } from '@jest/globals';
import type { Batch } from '@fragility/numerics';
import { checked, isDense, referenceClassifier, type Pullback } from './index.js';

const reference = referenceClassifier([
  {
    ...{ inputs: 2, outputs: 2, weight: Float64Array.of(1, 2, 3, 4), bias: Float64Array.of(0, 0) },
    activation: { kind: 'identity' },
  },
]);
const x: Batch = { data: Float64Array.of(1, 0, 0, 1), shape: [2, 2] };
const cotangent: Batch = { data: Float64Array.of(1, 0, 0, 1), shape: [2, 2] };
type Change = (given: Batch) => unknown;

const withLogits = (change: Change) => ({
  ...reference,
  logits: async (asked: Batch) => change(await reference.logits(asked)) as Batch,
});
const withPullback = (change: (given: Pullback) => Partial<Record<keyof Pullback, unknown>>) => ({
  ...reference,
  vjp: async (asked: Batch) => {
    const pullback = await reference.vjp(asked);
    return { ...pullback, ...change(pullback) } as Pullback;
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

  it.each<[string, Change, RegExp]>([
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
  ])('refuses %s', async (_, change, message) => {
    const wrong = { code: 'model/answer', message: expect.stringMatching(message) };
    await expect(checked(withLogits(change)).logits(x)).rejects.toMatchObject(wrong);
    await expect(checked(withPullback(({ logits }) => ({ logits: change(logits) }))).vjp(x)).rejects.toMatchObject(
      wrong,
    );
    const { backward } = await checked(
      withPullback((given) => ({ backward: async (c: Batch) => change(await given.backward(c)) })),
    ).vjp(x);
    await expect(backward(cotangent)).rejects.toMatchObject({ code: 'model/answer' });
  });

  it('refuses a pullback without a way back', async () =>
    expect(checked(withPullback(() => ({ backward: 3 }))).vjp(x)).rejects.toMatchObject({ code: 'model/answer' }));

  it('keeps answers from what the model does with its memory, as float64', async () => {
    const memory = new Float32Array(4);
    const single = ({ data, shape }: Batch) => {
      memory.set(data);
      return { data: memory, shape };
    };
    const { data } = await checked(withLogits(single)).logits(x);
    memory.fill(9);
    expect(data).toEqual((await reference.logits(x)).data);
  });

  it('calls the model what it is called', async () =>
    expect(
      checked(
        withLogits(() => null),
        "model 'net'",
      ).logits(x),
    ).rejects.toThrow("model 'net' returned logits"));
});
