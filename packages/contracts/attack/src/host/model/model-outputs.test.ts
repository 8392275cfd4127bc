import { describe, expect, it } from '@jest/globals';
import { attackOf } from '../../conformance/attack-of.js';
import { marginLoss, type Batch, type Loss } from '@fragility/numerics';
import { attack } from '../../index.js';
import { collect, only, oneDimensional, points, problem, run } from '../../testing/attacks.js';
import { isFiniteRow } from './model-outputs.js';

const { model, examples } = problem;
const [K, D] = [model.classes, model.inputShape[0]!];
const same = (batch: Batch): Batch => batch;

/** The same model, with other logits and gradients. */
const answering = (logits: (b: Batch) => unknown, gradients: (b: Batch) => unknown) => ({
  ...model,
  logits: async (x: Batch) => logits(await model.logits(x)) as Batch,
  vjp: async (x: Batch) => {
    const { logits: given, backward } = await model.vjp(x);
    return { logits: logits(given) as Batch, backward: async (c: Batch) => gradients(await backward(c)) as Batch };
  },
});

describe('a model', () => {
  it.each<[string, (b: Batch) => unknown, (b: Batch) => unknown]>([
    ['logits of too few values', ({ data, shape }) => ({ data: data.subarray(1), shape }), same],
    ['logits in the shape of their transpose', ({ data, shape }) => ({ data, shape: [...shape].reverse() }), same],
    ['no logits', () => undefined, same],
    ['logits in an array', ({ data, shape }) => ({ data: [...data], shape }), same],
    ['big integers', ({ data, shape }) => ({ data: new BigInt64Array(data.length), shape }), same],
    ['gradients in an array', same, ({ data, shape }) => ({ data: [...data], shape })],
    ['an empty gradient', same, ({ shape }) => ({ data: new Float64Array(0), shape })],
    ['one gradient for all', same, ({ data }) => ({ data: data.slice(0, D), shape: [1, D] })],
    ['gradients of logits', same, ({ shape: [n] }) => ({ data: new Float64Array(n! * K), shape: [n, K] })],
    ['a flat gradient', same, ({ data }) => ({ data, shape: [data.length] })],
  ])('that answers %s is wrong: the run fails with a code', async (_, logits, gradients) => {
    await expect(run({}, answering(logits, gradients))).rejects.toMatchObject({
      code: 'model/answer',
      kind: 'failure',
      remedy: 'correct the model',
    });
  });

  it.each([Infinity, -Infinity])('that answers %d fails the example', async (value) => {
    const overflowing = {
      ...oneDimensional(),
      logits: async (x: Batch) => {
        const { data, shape } = await oneDimensional().logits(x);
        return { data: data.map((v) => (v > 2 ? value : v)), shape };
      },
    };
    const far = points(() => [Float64Array.of(5)]);
    expect(await only(far, {}, overflowing)).toMatchObject({ success: false, code: 'attack/nan', distance: Infinity });
  });

  it('whose gradient is infinite fails the example', async () => {
    const records = await run(
      {},
      answering(same, ({ data, shape }) => ({ data: data.map(() => Infinity), shape })),
    );
    for (const record of records) expect(record).toMatchObject({ success: false, code: 'attack/nan' });
  });
});

/** The same, in one piece of memory for all its answers. */
const inPlace = () => {
  const memory = new Float64Array(2 ** 12);
  return ({ data, shape }: Batch): Batch => {
    const own = memory.subarray(0, data.length);
    own.set(data);
    return { data: own, shape };
  };
};

it('a model that writes over its last answer gives the same records', async () => {
  expect(await run({}, answering(inPlace(), inPlace()))).toEqual(await run());
  const both = attackOf('gradient', async ({ input, criterion, space, gradients, decide }) => {
    const [first, second] = await gradients(input, [
      marginLoss(criterion),
      () => ({ value: 0, cotangent: new Float64Array(K) }),
    ]);
    expect(second!.gradient.every((v) => v === 0)).toBe(true);
    await decide(space.extreme(first!.gradient, 9));
  });
  const records = (of: typeof model) => collect(attack(of, both, examples, { norm: 'l2' }));
  const found = await records(answering(inPlace(), inPlace()));
  expect(found).toEqual(await records(model));
  expect(found.some(({ success }) => success)).toBe(true);
});

it.each([null, {}])('a pullback %p is wrong: the run fails with a code', async (pullback) => {
  await expect(run({}, { ...model, vjp: async () => pullback } as never)).rejects.toMatchObject({
    code: 'model/answer',
  });
});

it('gradients are rows of Float64Array, whatever the model keeps them in', async () => {
  const single = ({ data, shape }: Batch): unknown => ({ data: Float32Array.from(data), shape });
  const kinds = new Set<string>();
  const looking = attackOf('gradient', async ({ input, criterion, gradient }) => {
    const { gradient: found, logits } = await gradient(input, marginLoss(criterion));
    for (const row of [found, logits]) kinds.add(Object.prototype.toString.call(row));
  });
  await collect(attack(answering(single, single), looking, examples, { norm: 'l2' }));
  expect([...kinds]).toEqual(['[object Float64Array]']);
});

describe('a loss', () => {
  const ascending = (loss: Loss) =>
    attackOf(
      'gradient',
      async ({ input, gradient, logits }) => {
        if (input[0] === examples.inputs.data[0]) await gradient(input, loss);
        await logits(input);
      },
      'fixed-budget',
    );
  const records = (loss: Loss) => collect(attack(model, ascending(loss), examples, { norm: 'l2', budgets: [1] }));

  it('that throws is the attack’s failure', async () => {
    const broken = (): never => {
      throw new TypeError('no loss');
    };
    await expect(records(broken)).rejects.toMatchObject({ code: 'attack/failed', cause: expect.any(TypeError) });
  });

  it('whose derivative has another length is refused', async () => {
    await expect(records(() => ({ value: 0, cotangent: new Float64Array(K - 1) }))).rejects.toMatchObject({
      code: 'attack/shape',
    });
  });

  it('whose derivative is no number fails its example alone', async () => {
    const found = await records(() => ({ value: 0, cotangent: new Float64Array(K).fill(NaN) }));
    expect(found.map(({ code }) => code === 'attack/nan')).toEqual(found.map((_, k) => k === 0));
    expect(found[0]!.reason).toMatch(/a loss of the attack/);
  });
});

it('a row for the gradient has the length of the input', async () => {
  const short = attackOf(
    'gradient',
    async ({ input, criterion, gradient }) => void (await gradient(input, marginLoss(criterion), new Float64Array(1))),
  );
  await expect(collect(attack(model, short, examples, { norm: 'l2' }))).rejects.toMatchObject({ code: 'attack/shape' });
});

it('a point at infinity is no success', async () => {
  const model = {
    ...oneDimensional(),
    logits: async (x: Batch) => ({
      data: Float64Array.from({ length: 2 * x.shape[0]! }, (_, k) => (x.data[k >> 1]! > 0 ? k % 2 : 1 - (k % 2))),
      shape: [x.shape[0]!, 2],
    }),
  };
  expect(
    await only(
      points(() => [Float64Array.of(Infinity)]),
      {},
      model,
    ),
  ).toMatchObject({
    success: false,
    distance: Infinity,
    code: 'attack/outside',
  });
});

it('knows finite rows, also those whose squares overflow', () => {
  expect(isFiniteRow(Float64Array.of(1e200, -1e200))).toBe(true);
  for (const value of [NaN, Infinity, -Infinity]) expect(isFiniteRow(Float64Array.of(1, value))).toBe(false);
});
