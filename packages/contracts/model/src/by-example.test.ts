import { describe, expect, it } from '@jest/globals';
import { FragilityError, row, take, type Batch } from '@fragility/numerics';
import { confined, confinedLogits, problemOf, type DifferentiableClassifier } from './index.js';
import { right } from './testing/classifiers.js';

const honest = right();
const x: Batch = { data: Float64Array.from({ length: 50 }, (_, k) => Math.sin(k)), shape: [10, 5] };
const cotangent: Batch = { data: Float64Array.from({ length: 30 }, (_, k) => Math.cos(k)), shape: [10, 3] };

/** Throws where any example asked about is one of these, in the forward or in the backward pass. */
const throwing = (
  bad: readonly number[],
  at: 'forward' | 'backward',
  error: unknown = new Error('no'),
): DifferentiableClassifier => {
  const isBad = (batch: Batch): boolean =>
    bad.some((i) =>
      Array.from({ length: batch.shape[0]! }, (_, k) => row(batch, k)).some((one) => one[0] === row(x, i)[0]),
    );
  return {
    ...honest,
    logits: async (batch) => {
      if (isBad(batch)) throw error;
      return honest.logits(batch);
    },
    vjp: async (batch) => {
      if (at === 'forward' && isBad(batch)) throw error;
      const { logits, backward } = await honest.vjp(batch);
      return {
        logits,
        backward: async (c) => {
          if (isBad(batch)) throw error;
          return backward(c);
        },
      };
    },
  };
};

describe('confined', () => {
  it('gives what the model gives where nothing is thrown', async () => {
    const model = confined(honest);
    expect(await model.logits(x)).toEqual(await honest.logits(x));
    const [{ backward }, expected] = [await model.vjp(x), await honest.vjp(x)];
    expect(await backward(cotangent)).toEqual(await expected.backward(cotangent));
  });

  it('leaves the others their logits, and says what was thrown for which', async () => {
    const logits = await confinedLogits(throwing([2, 7], 'forward'), x);
    const expected = await honest.logits(x);
    for (let i = 0; i < 10; i++) {
      const broken = i === 2 || i === 7;
      expect(row(logits, i)).toEqual(broken ? Float64Array.of(NaN, NaN, NaN) : row(expected, i));
      expect(problemOf(logits, i)).toEqual(broken ? new Error('no') : undefined);
    }
  });

  it.each(['forward', 'backward'] as const)(
    'leaves the others their gradients where the %s pass throws',
    async (at) => {
      const { logits, backward } = await confined(throwing([4], at)).vjp(x);
      const expected = await honest.vjp(x);
      const gradients = await backward(cotangent);
      const alone = await expected.backward(cotangent);
      for (let i = 0; i < 10; i++) {
        expect(row(gradients, i)).toEqual(i === 4 ? new Float64Array(5).fill(NaN) : row(alone, i));
        if (i !== 4) expect(row(logits, i)).toEqual(row(expected.logits, i));
      }
      expect([problemOf(gradients, 4), problemOf(gradients, 3)]).toEqual([new Error('no'), undefined]);
    },
  );

  it('throws on what the first eight all bring about, and takes fewer for their own fault', async () => {
    await expect(confinedLogits(throwing([0, 1, 2, 3, 4, 5, 6, 7], 'forward'), x)).rejects.toThrow('no');
    expect(problemOf(await confinedLogits(throwing([0, 1, 2, 3, 4, 5, 6], 'forward'), x), 6)).toEqual(new Error('no'));
    expect(problemOf(await confinedLogits(throwing([0], 'forward'), take(x, [0])), 0)).toEqual(new Error('no'));
  });

  it.each([
    ['nothing at all', null],
    ['a string', 'no'],
  ])('takes %s that is thrown for a problem', async (_, thrown) => {
    const problem = problemOf(await confinedLogits(throwing([3], 'forward', thrown), x), 3);
    expect(problem).toMatchObject({ name: 'ThrownValue', message: String(thrown) });
  });

  it.each([
    new FragilityError('out of memory; use less', { where: 'engine/run', code: 'engine/run', kind: 'failure' }),
    new DOMException('stop', 'AbortError'),
  ])('throws on what concerns all examples: %s', async (error) => {
    await expect(confinedLogits(throwing([3], 'forward', error), x)).rejects.toBe(error);
    await expect(
      confined(throwing([3], 'backward', error))
        .vjp(x)
        .then(({ backward }) => backward(cotangent)),
    ).rejects.toBe(error);
  });
});

it('the same model keeps what an instance of a class inherits', () => {
  class Own {
    #classes = honest.classes;
    readonly inputShape = honest.inputShape;
    readonly bounds = null;
    readonly precision = 'float64';
    get classes(): number {
      return this.#classes;
    }
    get decisionOnly() {
      return true as const;
    }
    logits(batch: Batch): Promise<Batch> {
      return honest.logits(batch);
    }
  }
  expect(confined(new Own())).toMatchObject({ classes: honest.classes, decisionOnly: true });
});
