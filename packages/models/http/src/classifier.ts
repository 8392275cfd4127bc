import { asLogits, type Answers, type Classifier } from '@fragility/model';
import { row, type Batch, type Bounds } from '@fragility/numerics';
import { rowsOf } from './answer.js';
import { fail } from './error.js';
import { keyOf, type Ledger } from './ledger.js';
import { toNpy } from './npy.js';
import { post, type Asking } from './request.js';

export interface HttpOptions extends Omit<Asking, 'signal'> {
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly bounds: Bounds;
  readonly answers: Answers;
  readonly precision: 'float32' | 'float64';
  readonly format: 'json' | 'npy';
  readonly inputKey: string;
  readonly answerKey: string;
  readonly batch: number;
  readonly concurrency: number;
  readonly budget: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Nested lists of a row-major array. */
function nested(data: Float64Array, shape: readonly number[]): unknown[] {
  if (shape.length === 1) return Array.from(data);
  const width = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, i) => nested(data.subarray(i * width, (i + 1) * width), shape.slice(1)));
}

/** A classifier that asks a server; an input that the ledger knows is never asked about again. */
export function httpClassifier(ledger: Ledger, options: HttpOptions): Classifier {
  const { inputShape, classes, bounds, answers, precision, batch, concurrency, budget } = options;
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  const inFlight = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let active = 0;

  async function within(work: () => Promise<void>): Promise<void> {
    if (active >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    else active++;
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else active--;
    }
  }

  async function ask(points: readonly (readonly [string, Float64Array])[]): Promise<void> {
    const shape = [points.length, ...inputShape];
    const data = Float64Array.from(points.flatMap(([, x]) => [...x]));
    const [body, type] =
      options.format === 'npy'
        ? ([toNpy(data, shape, precision), 'application/octet-stream'] as const)
        : ([JSON.stringify({ [options.inputKey]: nested(data, shape) }), 'application/json'] as const);
    const text = await post(body, type, { ...options, signal }, () => ledger.spend(points.length, budget));
    const rows = rowsOf(text, options.answerKey, points.length, classes, answers);
    points.forEach(([key], i) => ledger.keep(key, rows[i]!));
  }

  return {
    inputShape,
    classes,
    bounds,
    precision,
    ...(answers === 'labels' ? { decisionOnly: true as const } : {}),
    facts: { url: options.url, answers },
    logits: async (x: Batch) => {
      if (closing.signal.aborted)
        fail('http/disposed', 'the model is disposed of, expected an open one; build it again');
      const n = x.shape[0]!;
      const points = Array.from({ length: n }, (_, i): [string, Float64Array] => {
        const own = precision === 'float32' ? row(x, i).map(Math.fround) : row(x, i).slice();
        return [keyOf(own), own];
      });
      const asked = new Map(points.filter(([key]) => !ledger.answer(key) && !inFlight.has(key)));
      const open = [...asked];
      for (let start = 0; start < open.length; start += batch) {
        const some = open.slice(start, start + batch);
        const work = within(() => ask(some)).finally(() => some.forEach(([key]) => inFlight.delete(key)));
        for (const [key] of some) inFlight.set(key, work);
      }
      const pending = [...new Set(points.flatMap(([key]) => inFlight.get(key) ?? []))];
      const failed = (await Promise.allSettled(pending)).find(({ status }) => status === 'rejected');
      if (failed) throw (failed as PromiseRejectedResult).reason;
      const data = new Float64Array(n * classes);
      points.forEach(([key], i) =>
        data.set(asLogits(ledger.answer(key)!, [1, classes], answers, 'model/http'), i * classes),
      );
      return { data, shape: [n, classes] };
    },
    dispose: async () => closing.abort(),
  };
}
