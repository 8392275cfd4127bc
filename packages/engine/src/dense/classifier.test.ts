import { describe, expect, it } from '@jest/globals';
import { row, take, type Batch } from '@fragility/numerics';
import type { Activation } from '@fragility/numerics/dense';
import { data, difference, network, plainLogits } from '../testing/networks.js';
import { denseClassifier } from './classifier.js';

const activations: Activation[] = [
  { kind: 'identity' },
  { kind: 'relu' },
  { kind: 'leaky-relu', slope: 0.1 },
  { kind: 'leaky-relu', slope: -0.3 },
  { kind: 'tanh' },
  { kind: 'gelu' },
  { kind: 'power', power: 2 },
];

describe.each(['native', 'wasm'] as const)('denseClassifier on %s', (engine) => {
  it.each(activations)('agrees with plain loops and central differences in float64: %j', async (activation) => {
    const layers = network([9, 14, 11, 5], activation);
    const model = await denseClassifier(layers, { precision: 'float64', engine });
    const x = data(6, 9);
    const c = data(6, 5, 3);
    const { logits, backward } = await model.vjp(x);
    const gradient = await backward(c);
    expect(gradient.shape).toEqual([6, 9]);
    for (let i = 0; i < 6; i++) {
      const f = (input: Float64Array): number =>
        plainLogits(layers, input).reduce((sum, value, k) => sum + value * row(c, i)[k]!, 0);
      expect(difference(row(logits, i), plainLogits(layers, row(x, i)))).toBeLessThan(1e-14);
      const numeric = row(x, i).map((value, k) => {
        const at = (shift: number): number => f(row(x, i).with(k, value + shift) as Float64Array);
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      });
      expect(difference(row(gradient, i), numeric)).toBeLessThan(1e-7);
    }
    expect((await model.logits(x)).data).toEqual(logits.data);
    await model.dispose!();
  });

  it.each(['float32', 'float64'] as const)('answers bit for bit the same whatever the batch: %s', async (precision) => {
    const model = await denseClassifier(network([37, 53, 10], { kind: 'relu' }), { precision, engine });
    const x = data(23, 37);
    const c = data(23, 10, 5);
    const all = await model.vjp(x);
    const gradients = await all.backward(c);
    for (const rows of [[0], [22], [3, 1], [5, 6, 7, 8, 9], [...Array(22).keys()]]) {
      const some = await model.vjp(take(x, rows));
      expect(some.logits.data).toEqual(take(all.logits, rows).data);
      expect((await some.backward(take(c, rows))).data).toEqual(take(gradients, rows).data);
      expect((await model.logits(take(x, rows))).data).toEqual(take(all.logits, rows).data);
    }
    await model.dispose!();
  });

  it('answers many calls in flight at once', async () => {
    const model = await denseClassifier(network([12, 100, 12], { kind: 'relu' }), { engine });
    const other = await denseClassifier(network([12, 40, 3], { kind: 'tanh' }, 4), { engine, precision: 'float64' });
    const x = data(40, 12);
    const c = data(40, 12, 9);
    const whole = await model.vjp(x);
    const expected = await whole.backward(c);
    const expectedOther = await other.logits(x);
    await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const [pulled, logits] = await Promise.all([model.vjp(take(x, [i])), other.logits(take(x, [i]))]);
        const [first, second] = await Promise.all([pulled.backward(take(c, [i])), pulled.backward(take(c, [i]))]);
        expect(first.data).toEqual(take(expected, [i]).data);
        expect(second.data).toEqual(first.data);
        expect(logits.data).toEqual(take(expectedOther, [i]).data);
      }),
    );
    await Promise.all([model.dispose!(), other.dispose!()]);
  });

  it('refuses calls after dispose, and disposes twice', async () => {
    const model = await denseClassifier(network([3, 2], { kind: 'relu' }), { engine });
    const pulled = await model.vjp(data(1, 3));
    await model.dispose!();
    await model.dispose!();
    await expect(model.logits(data(1, 3))).rejects.toMatchObject({ code: 'engine/disposed' });
    await expect(pulled.backward(data(1, 2))).rejects.toMatchObject({ code: 'engine/disposed' });
  });
});

describe('denseClassifier', () => {
  it.each([
    ['float32', 1e-6],
    ['float64', 1e-12],
  ] as const)('gives the same answers on native and wasm: %s', async (precision, tolerance) => {
    const layers = network([30, 64, 32, 10], { kind: 'leaky-relu', slope: 0.01 });
    const pull = async (engine: 'native' | 'wasm'): Promise<[Batch, Batch]> => {
      const model = await denseClassifier(layers, { precision, engine });
      const { logits, backward } = await model.vjp(data(10, 30));
      return [logits, await backward(data(10, 10, 2))];
    };
    const [native, wasm] = await Promise.all([pull('native'), pull('wasm')]);
    expect(difference(native[0].data, wasm[0].data)).toBeLessThan(tolerance);
    expect(difference(native[1].data, wasm[1].data)).toBeLessThan(tolerance);
  });

  it('keeps input shapes, splits long batches, lets NaN through and answers empty batches', async () => {
    const wide = network([4, 270_000, 2], { kind: 'relu' });
    const model = await denseClassifier(wide, { inputShape: [2, 2], bounds: [0, 1], facts: { steps: 3 } });
    const x = data(70, 4);
    const shaped = { data: x.data, shape: [70, 2, 2] };
    const { logits, backward } = await model.vjp(shaped);
    expect(logits.shape).toEqual([70, 2]);
    const gradient = await backward(data(70, 2));
    expect(gradient.shape).toEqual([70, 2, 2]);
    const last = await model.vjp({ data: row(x, 69), shape: [1, 2, 2] });
    expect(row(logits, 69)).toEqual(last.logits.data);
    expect(row(gradient, 69)).toEqual((await last.backward(take(data(70, 2), [69]))).data);
    expect(await model.logits({ data: new Float64Array(0), shape: [0, 2, 2] })).toEqual({
      data: new Float64Array(0),
      shape: [0, 2],
    });
    expect((await model.logits({ data: new Float64Array(4).fill(NaN), shape: [1, 4] })).data.every(Number.isNaN)).toBe(
      true,
    );
    expect(model.facts).toMatchObject({ steps: 3, engine: expect.stringContaining('onnxruntime') });
    await model.dispose!();
  });

  it('refuses inputs, cotangents and layers of the wrong size', async () => {
    const model = await denseClassifier(network([3, 2], { kind: 'relu' }));
    await expect(model.logits(data(2, 4))).rejects.toMatchObject({ code: 'engine/shape' });
    const pulled = await model.vjp(data(2, 3));
    await expect(pulled.backward(data(1, 2))).rejects.toMatchObject({ code: 'engine/shape' });
    await expect(denseClassifier([])).rejects.toMatchObject({ code: 'engine/layers' });
    await expect(
      denseClassifier([...network([3, 4], { kind: 'relu' }), ...network([5, 2], { kind: 'relu' })]),
    ).rejects.toThrow(/layer 1/);
    await expect(denseClassifier(network([3, 2], { kind: 'relu' }), { inputShape: [2, 2] })).rejects.toMatchObject({
      code: 'engine/shape',
    });
    await expect(denseClassifier(network([3, 2], { kind: 'relu' }), { threads: 0 })).rejects.toMatchObject({
      code: 'engine/threads',
    });
    await model.dispose!();
  });
});

it('writes gradients where it is told to, over several calls of the runtime', async () => {
  const model = await denseClassifier(network([2, 2 ** 18, 2], { kind: 'relu' }), { engine: 'native' });
  const [x, c] = [data(66, 2), data(66, 2, 4)];
  const { backward } = await model.vjp(x);
  const out = new Float64Array(132);
  const fresh = await backward(c);
  const given = await backward(c, out);
  expect(given).toEqual(fresh);
  expect(given.data.buffer).toBe(out.buffer);
  expect(fresh.data.buffer).not.toBe(out.buffer);
  await model.dispose!();
});
