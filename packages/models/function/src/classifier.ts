import {
  externalClassifier,
  asLogits,
  atMost,
  type ModelOutput,
  type Classifier,
  type DifferentiableClassifier,
} from '@fragility/model';
import type { Batch, Bounds } from '@fragility/numerics';
import { fail, within } from './error.js';
import { flat, type Functions, type Values } from './module.js';

export interface FunctionOptions {
  /** Path of the module, for messages. */
  readonly path: string;
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly bounds: Bounds;
  readonly answers: ModelOutput;
  readonly precision: 'float32' | 'float64';
  /** Examples of one call, at most. */
  readonly batch: number;
}

/** A classifier of a user's functions; calls run one after the other, in batches, with inputs of their own. */
export function functionClassifier(
  { url, predict, vjp }: Functions,
  { path, inputShape, classes, bounds, answers, precision, batch }: FunctionOptions,
): Classifier | DifferentiableClassifier {
  const d = inputShape.reduce((a, b) => a * b, 1);
  const queue = atMost(1);
  const own = (values: Float64Array): Values =>
    precision === 'float32' ? Float32Array.from(values) : Float64Array.from(values);

  async function inBatches(n: number, width: number, answer: (start: number, end: number) => Promise<Float64Array>) {
    const data = new Float64Array(n * width);
    for (let start = 0; start < n; start += batch) {
      const end = Math.min(n, start + batch);
      data.set(await queue(() => answer(start, end)), start * width);
    }
    return data;
  }

  /** What `predict` says of some examples, and its logits. */
  async function predicted(x: Float64Array, n: number): Promise<{ raw: Float64Array; logits: Float64Array }> {
    const raw = flat(
      await within(url, 'in predict', () => predict(own(x), [n, ...inputShape])),
      n,
      `predict of ${path}`,
    );
    return { raw, logits: asLogits(raw, [n, classes], answers, `model/function ${path}`) };
  }

  const { model, checkOpen } = externalClassifier({
    ...{ inputShape, classes, bounds, precision, answers, facts: { module: path, engine: 'JavaScript' } },
    ...{ where: 'model/function', disposed: 'model-function/disposed' },
    logits: ({ data }, n) =>
      inBatches(n, classes, async (start, end) => {
        checkOpen();
        return (await predicted(data.subarray(start * d, end * d), end - start)).logits;
      }),
  });

  async function pulled(x: Float64Array, n: number, cotangent: Float64Array): Promise<Float64Array> {
    const c = Float64Array.from(cotangent);
    if (answers === 'probabilities') {
      const { raw } = await predicted(x, n);
      raw.forEach((p, k) => (c[k] = p > 0 ? c[k]! / p : 0));
    }
    const gradient = flat(await within(url, 'in vjp', () => vjp!(own(x), [n, ...inputShape], c)), n, `vjp of ${path}`);
    if (gradient.length !== n * d)
      fail('answer', {
        file: path,
        given: `vjp of ${path} returned ${gradient.length} numbers`,
        expected: `${n * d}: ${d} for each of ${n} examples`,
        remedy: 'correct it',
      });
    const strange = gradient.findIndex((value) => !Number.isFinite(value));
    if (strange >= 0)
      fail('answer', {
        file: path,
        given: `vjp of ${path} returned ${gradient[strange]} for example ${Math.floor(strange / d)}`,
        expected: 'numbers',
        remedy: 'correct it',
      });
    return gradient;
  }

  if (answers === 'labels' || !vjp) return model;
  return {
    ...model,
    vjp: async (x: Batch) => {
      const at = { data: x.data.slice(), shape: [...x.shape] };
      const n = at.shape[0]!;
      return {
        logits: await model.logits(at),
        backward: async ({ data: c }: Batch) => {
          checkOpen();
          const part = (values: Float64Array, width: number, start: number, end: number): Float64Array =>
            values.subarray(start * width, end * width);
          const data = await inBatches(n, d, (start, end) =>
            pulled(part(at.data, d, start, end), end - start, part(c, classes, start, end)),
          );
          return { data, shape: at.shape };
        },
      };
    },
  };
}
