import { describe, expect, it } from '@jest/globals';
import { rows, stack, type Row } from '@fragility/numerics';
import { referenceClassifier, type Pullback } from '../index.js';
import { broke, failures, mapped, network, withBackward, right, softmax, type Break } from '../testing/classifiers.js';
import { classifierChecks } from './index.js';

const DIFFERENCES = 'gradients equal finite differences';
const UNTOUCHED = 'inputs and cotangents are untouched by gradients';

const times = (factor: number): Break =>
  withBackward(async (backward, c) => mapped(await backward(c), (v) => factor * v));
const unit = (values: Row): Row => values.map((v) => v / (Math.hypot(...values) || 1));

const broken: readonly [string, string, Break][] = [
  [
    'probabilities in pullbacks',
    'a pullback has the logits',
    ({ vjp }) => ({
      vjp: async (x) => {
        const pullback = await vjp(x);
        return { ...pullback, logits: softmax(pullback.logits) };
      },
    }),
  ],
  [
    'flat gradients',
    'gradients are finite, of the shape of the inputs',
    withBackward(async (backward, c) => ({ ...(await backward(c)), shape: [35] })),
  ],
  ['gradients of another sign', DIFFERENCES, times(-1)],
  ['no gradients', DIFFERENCES, times(0)],
  ['gradients off by 10⁻⁵', DIFFERENCES, times(1 + 1e-5)],
  [
    'gradients averaged over the batch',
    DIFFERENCES,
    withBackward(async (backward, c) => mapped(await backward(c), (v) => v / c.shape[0]!)),
  ],
  [
    'gradients that skip the activation',
    DIFFERENCES,
    () => {
      const [first, last] = network('relu');
      return { vjp: referenceClassifier([{ ...first!, activation: { kind: 'identity' } }, last!]).vjp };
    },
  ],
  [
    'a column without gradient',
    DIFFERENCES,
    withBackward(async (backward, c) => mapped(await backward(c), (v, k) => (k % 5 === 4 ? 0 : v))),
  ],
  [
    'cotangents of unit length',
    'gradients are linear in the cotangent',
    withBackward((backward, c) => backward(stack(rows(c).map(unit)))),
  ],
  [
    'gradients of which half is written',
    'gradients are the same where the caller says to write them',
    ({ vjp }) => ({
      vjp: async (x) => {
        const { logits, backward } = await vjp(x);
        return {
          logits,
          backward: async (c, out) => {
            const answer = await backward(c);
            if (!out) return answer;
            out.set(answer.data.subarray(0, out.length >> 1));
            return { ...answer, data: out };
          },
        };
      },
    }),
  ],
  [
    'a tape that is used up',
    'backward can be called again',
    ({ vjp }) => ({
      vjp: async (x) => {
        const { logits, backward } = await vjp(x);
        let used = false;
        return {
          logits,
          backward: async (c) => {
            if (used) throw new Error('the tape has been freed');
            used = true;
            return backward(c);
          },
        };
      },
    }),
  ],
  [
    'gradients that add up',
    'backward can be called again',
    ({ vjp }) => ({
      vjp: async (x) => {
        const { logits, backward } = await vjp(x);
        const sum = new Float64Array(x.data.length);
        return { logits, backward: async (c) => mapped(await backward(c), (v, k) => (sum[k]! += v)) };
      },
    }),
  ],
  [
    'gradients clipped by their norm over the batch',
    'gradients of a batch equal those of its examples alone',
    withBackward(async (backward, c) => {
      const g = await backward(c);
      return mapped(g, (v) => v / Math.max(1, Math.hypot(...g.data)));
    }),
  ],
  [
    'cotangents that leak into the next example',
    'cotangents of other examples do not matter',
    withBackward((backward, c) => backward(mapped(c, (v, k) => v + 1e-3 * (c.data[k - 3] ?? 0)))),
  ],
  [
    'scaling the cotangent in place',
    UNTOUCHED,
    withBackward(async (backward, c) => {
      const answer = await backward(c);
      c.data.fill(0);
      return answer;
    }),
  ],
  [
    'ascending in place',
    UNTOUCHED,
    withBackward(async (backward, c, x) => {
      const answer = await backward(c);
      x.data.forEach((v, k) => (x.data[k] = v + answer.data[k]!));
      return answer;
    }),
  ],
  [
    'one tape for all calls',
    'concurrent gradients answer as one after the other',
    ({ vjp }) => {
      let tape: Pullback;
      return {
        vjp: async (x) => {
          tape = await vjp(x);
          return { logits: tape.logits, backward: (c) => tape.backward(c) };
        },
      };
    },
  ],
  [
    'gradients kept in the memory of the inputs',
    'pullbacks share no memory with their inputs once they have answered',
    withBackward(async (backward, c, x) => {
      const answer = await backward(c);
      x.data.set(answer.data);
      return { data: x.data, shape: answer.shape };
    }),
  ],
  ['gradients after dispose', 'after dispose, gradients are refused', () => ({ vjp: right().vjp })],
  [
    'pullbacks after dispose',
    'after dispose, gradients are refused',
    ({ vjp }) => {
      const other = right();
      return { vjp: async (x) => ({ ...(await vjp(x)), backward: (await other.vjp(x)).backward }) };
    },
  ],
  [
    'layers from before the last step',
    'layers compute the logits',
    ({ layers }) => ({ layers: layers.map((layer) => ({ ...layer, bias: layer.bias.map((b) => b + 1e-9) })) }),
  ],
  ['layers of another network', 'layers compute the logits', ({ layers }) => ({ layers: layers.slice(1) })],
];

describe('checks of gradients and layers', () => {
  it.each(broken)('catch %s', async (_, check, change) => {
    expect((await failures(classifierChecks(broke(change), { offers: 'dense' }))).join('\n')).toContain(`${check}: `);
  });

  it.each([
    ['relu', 0.99],
    ['tanh', 1.01],
    ['identity', 1.01],
  ] as const)('catch gradients of a float32 %s network that are off by 1 %%', async (kind, factor) => {
    const make = broke(times(factor), () => right(kind, 'float32'));
    expect((await failures(classifierChecks(make, { offers: 'dense' }))).join('\n')).toMatch(
      /gradients equal finite differences: example \d/,
    );
  });

  it('say when they cannot tell, because the model is nowhere smooth', async () => {
    const rough: Break = ({ logits }) => ({
      logits: async (x) => mapped(await logits(x), (v, k) => v + Math.sin(1e9 * x.data[5 * Math.floor(k / 3)]!)),
    });
    expect((await failures(classifierChecks(broke(rough)))).join('\n')).toMatch(/smooth enough to tell/);
  });
});
