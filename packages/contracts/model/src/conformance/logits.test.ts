import { describe, expect, it } from '@jest/globals';
import { random, type Batch } from '@fragility/numerics';
import { withLogits, broke, failures, mapped, right, softmax, type Break } from '../testing/classifiers.js';
import { classifierChecks } from './index.js';

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const DECLARES = 'declares an input shape, classes, bounds and a precision';
const SHAPE = 'logits are finite, one row of K per example';

const broken: readonly [string, string, Break][] = [
  ['one class', DECLARES, () => ({ classes: 1 })],
  ['no input shape', DECLARES, () => ({ inputShape: [] })],
  ['bounds upside down', DECLARES, () => ({ bounds: [1, 0] })],
  ['half precision', DECLARES, () => ({ precision: 'float16' as never })],
  ['a flat list of logits', SHAPE, withLogits(({ data }) => ({ data, shape: [data.length] }))],
  ['float32 arrays', SHAPE, withLogits((f) => ({ ...f, data: new Float32Array(f.data) as never }))],
  ['logits that are not numbers', SHAPE, withLogits((f) => mapped(f, (v) => (v > 0 ? v : NaN)))],
  ['probabilities', 'logits are not probabilities', withLogits(softmax)],
  [
    'preprocessing in place',
    'inputs are untouched',
    withLogits((f, x) => {
      x.data[0]! += 1;
      return f;
    }),
  ],
  [
    'dropout',
    'same input, same answer',
    (model) => {
      const stream = random(1);
      return withLogits((f) => mapped(f, (v) => (stream.uniform() < 0.5 ? 0 : v)))(model);
    },
  ],
  [
    'batch normalisation',
    'a batch equals its examples alone',
    withLogits((f) => mapped(f, (v) => v - f.data.reduce((a, b) => a + b, 0) / f.data.length)),
  ],
  [
    'sums in another order for large batches',
    'a batch equals its examples alone',
    withLogits((f) => mapped(f, (v) => (f.shape[0]! > 64 ? v * (1 + 2 ** -52) : v))),
  ],
  [
    'one input buffer for all calls',
    'concurrent calls answer as one after the other',
    ({ logits }) => {
      let input: Batch;
      return {
        logits: async (x) => {
          input = x;
          await pause();
          return logits({ data: input.data.slice(0, x.data.length), shape: x.shape });
        },
      };
    },
  ],
  [
    'one output buffer for all calls',
    'an answer outlives the next call',
    ({ logits }) => {
      const buffer = new Float64Array(1000);
      return {
        logits: async (x) => {
          const { data, shape } = await logits(x);
          buffer.set(data);
          return { data: buffer.subarray(0, data.length), shape };
        },
      };
    },
  ],
  [
    'logits kept in the memory of the inputs',
    'answers share no memory with their inputs',
    withLogits(({ data, shape }, x) => {
      x.data.set(data);
      return { data: x.data.subarray(0, data.length), shape };
    }),
  ],
  [
    'something for an empty batch',
    'an empty batch has no logits, or is refused',
    withLogits((f) => (f.shape[0] === 0 ? { data: new Float64Array(3), shape: [1, 3] } : f)),
  ],
  ['life after dispose', 'after dispose, logits are refused', () => ({ logits: right().logits })],
];

describe('checks of logits', () => {
  it.each(broken)('catch %s', async (_, check, change) => {
    expect((await failures(classifierChecks(broke(change), { offers: 'dense' }))).join('\n')).toContain(`${check}: `);
  });
});
