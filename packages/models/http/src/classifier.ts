import { writeNpy } from '@fragility/dataset/files';
import { externalClassifier, asLogits, atMost, type ModelOutput, type Classifier } from '@fragility/model';
import { row, type Batch, type Bounds } from '@fragility/numerics';
import { mostBytes } from './body.js';
import { rowsOf } from './response.js';
import { keyOf, type Ledger } from './ledger.js';
import { post, type RequestOptions } from './request.js';

export interface HttpOptions extends Omit<RequestOptions, 'signal'> {
  readonly inputShape: readonly number[];
  readonly classes: number;
  readonly bounds: Bounds;
  readonly answers: ModelOutput;
  readonly precision: 'float32' | 'float64';
  readonly format: 'json' | 'npy';
  readonly inputKey: string;
  readonly answerKey: string;
  readonly batch: number;
  readonly concurrency: number;
  readonly budget: number | undefined;
  /** What tells the outputs of this model from those of others at the same url. */
  readonly identity: string;
  readonly signal: AbortSignal | undefined;
}

/** Nested lists of a row-major array. */
function nested(data: Float64Array, shape: readonly number[]): unknown[] {
  if (shape.length === 1) return Array.from(data);
  const width = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, i) => nested(data.subarray(i * width, (i + 1) * width), shape.slice(1)));
}

/** The body of a request for some inputs, and its type. */
function written(
  data: Float64Array,
  shape: readonly number[],
  { format, inputKey, precision }: HttpOptions,
): readonly [string | Uint8Array<ArrayBuffer>, string] {
  return format === 'npy'
    ? [writeNpy(data, shape, precision), 'application/octet-stream']
    : [JSON.stringify({ [inputKey]: nested(data, shape) }), 'application/json'];
}

/** A classifier that asks a server; an input that the ledger knows is never asked about again. */
export function httpClassifier(ledger: Ledger, options: HttpOptions): Classifier {
  const { inputShape, classes, answers, precision, batch, budget, identity } = options;
  const closing = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, closing.signal]) : closing.signal;
  const inFlight = new Map<string, Promise<void>>();
  const run = atMost(options.concurrency);

  async function ask(points: readonly (readonly [string, Float64Array])[]): Promise<void> {
    const n = points.length;
    const [body, type] = written(Float64Array.from(points.flatMap(([, x]) => [...x])), [n, ...inputShape], options);
    const answer = await post(body, type, { ...options, signal }, mostBytes(n, classes), () => ledger.spend(n, budget));
    const rows = rowsOf(answer, { key: options.answerKey, n, classes, answers });
    points.forEach(([key], i) => ledger.keep(key, rows[i]!));
  }

  /** The points of a batch and their names in the ledger. */
  const named = (x: Batch, n: number): [string, Float64Array][] =>
    Array.from({ length: n }, (_, i) => {
      const own = precision === 'float32' ? row(x, i).map(Math.fround) : row(x, i).slice();
      return [keyOf(identity, own), own];
    });

  async function logits(x: Batch, n: number): Promise<Float64Array> {
    const points = named(x, n);
    const open = [...new Map(points.filter(([key]) => !ledger.answer(key) && !inFlight.has(key)))];
    for (let start = 0; start < open.length; start += batch) {
      const some = open.slice(start, start + batch);
      const work = run(() => ask(some)).finally(() => some.forEach(([key]) => inFlight.delete(key)));
      for (const [key] of some) inFlight.set(key, work);
    }
    const pending = [...new Set(points.flatMap(([key]) => inFlight.get(key) ?? []))];
    const failed = (await Promise.allSettled(pending)).find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
    const rows = points.flatMap(([key]) => ledger.answer(key)!);
    return asLogits(rows, [n, classes], answers, 'model/http');
  }

  return externalClassifier({
    ...{ inputShape, classes, bounds: options.bounds, precision, answers, facts: { url: options.url, engine: 'http' } },
    ...{ where: 'model/http', disposed: 'http/disposed', logits },
    dispose: () => {
      closing.abort();
      ledger.close();
    },
  }).model;
}
