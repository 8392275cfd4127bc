import { FragilityError } from '@fragility/numerics';
import type { Differentiated } from '../graph/differentiate.js';
import { keepingZeros } from '../graph/zero-cotangents.js';
import type { Graph } from '../graph/graph.js';
import { floats, inPrecision, sizeOf, type Floats, type Precision } from '../graph/tensors.js';
import type { Runtime, Session, Tensor, Tensors } from '../runtime/runtime.js';
import type { Network } from './network.js';
import { mended } from './mended.js';
import { scratch } from './scratch.js';

/** Logits of some rows, and what the backward pass needs. */
export interface Forward {
  readonly logits: Float64Array;
  /** Σ_k cotangent[i, k] ∇f_k(x_i), for every row; written into `out` where that is given. */
  backward(cotangent: Float64Array, out?: Float64Array): Promise<Float64Array>;
}

/** The sessions of one classifier, working on rows of float64 numbers. */
export interface Passes {
  logits(rows: Float64Array): Promise<Float64Array>;
  forward(rows: Float64Array): Promise<Forward>;
  release(): Promise<void>;
}

const once = <T>(make: () => Promise<T>): { (): Promise<T>; readonly made: Promise<T> | undefined } => {
  let made: Promise<T> | undefined;
  return Object.defineProperty(() => (made ??= make()), 'made', { get: () => made }) as never;
};

/** Logits may be whole numbers of 64 bits. */
const numbers = (tensor: Tensor): Floats =>
  tensor.data instanceof BigInt64Array ? Float64Array.from(tensor.data, Number) : floats(tensor);

/** The precision of logits, which a graph may compute in another one than its inputs have. */
const precisionOf = ({ backward, cotangent }: Differentiated): Precision =>
  backward.inputs.find(({ name }) => name === cotangent)?.type === 'float64' ? 'float64' : 'float32';

/** Kernels of the wasm runtime treat float64 rows past a multiple of four differently: batches are padded, so that no row depends on its place. */
const granularity = (runtime: Runtime, precision: Precision): number =>
  runtime.identity.name === 'wasm' && precision === 'float64' ? 4 : 1;

/**
 * Runs a graph `input [batch, ...shape] → logits [batch, classes]` and its derivative; sessions are made when first needed.
 */
export function passes(
  runtime: Runtime,
  precision: Precision,
  graph: Graph,
  derive: () => Differentiated,
  { shape, classes, batch }: Pick<Network, 'classes' | 'batch'> & { readonly shape: readonly number[] },
): Passes {
  const [input, output] = [graph.inputs[0]!.name, graph.outputs[0]!.name];
  const inputs = sizeOf(shape);
  const step = batch ?? granularity(runtime, precision);
  const plain = once(() => runtime.session(graph));
  const split = once(async () => {
    const derived = derive();
    const [forward, backward] = await Promise.all([
      runtime.session(derived.forward),
      runtime.session(derived.backward),
    ]);
    return { derived, forward, backward };
  });
  const careful = once(async () => {
    const graph = keepingZeros((await split()).derived);
    return graph && runtime.session(graph);
  });

  const lend = scratch();
  const padded = (rows: Float64Array, each: readonly number[]): Tensor & { data: Float64Array } => {
    const size = sizeOf(each);
    const count = rows.length / size;
    const whole = Math.ceil(count / step) * step;
    let data = rows;
    if (whole !== count) {
      data = new Float64Array(whole * size);
      data.set(rows);
    }
    return { data, shape: [whole, ...each] };
  };
  const feed = (rows: Float64Array, each: readonly number[], as = precision): Tensor => {
    const { data, shape } = padded(rows, each);
    return { data: inPrecision(as, data), shape };
  };
  /** Feeds a session that does not need its input any more when it has run. */
  const fed = async (rows: Float64Array, use: (fed: Tensor) => Promise<Tensors>): Promise<Tensors> => {
    const { data, shape: whole } = padded(rows, shape);
    if (precision === 'float64') return use({ data, shape: whole });
    return lend(data, (copy) => use({ data: copy, shape: whole }));
  };
  const take = (tensor: Tensor, length: number, out?: Float64Array): Float64Array => {
    const data = numbers(tensor);
    if (data.length < length) {
      throw new FragilityError(
        {
          given: `the model returned ${data.length} numbers for a batch`,
          expected: `${length}`,
          remedy: 'export a model that gives each example the same',
        },
        { where: 'engine/network', code: 'engine/batch', kind: 'input' },
      );
    }
    const wanted = data.length === length ? data : data.subarray(0, length);
    if (!out) return new Float64Array(wanted);
    out.set(wanted);
    return out;
  };

  return {
    logits: async (rows) => {
      const session = await plain();
      const results = await fed(rows, (x) => session.run({ [input]: x }));
      return take(results[output]!, (rows.length / inputs) * classes);
    },
    forward: async (rows) => {
      const { derived, forward, backward } = await split();
      const kept = derived.saved.includes(input) ? feed(rows, shape) : undefined;
      const ahead = (x: Tensor): Promise<Tensors> => forward.run({ [input]: x });
      const results = await (kept ? ahead(kept) : fed(rows, ahead));
      const known = new Map([...Object.entries(results), ...(kept ? [[input, kept] as const] : [])]);
      return {
        logits: take(results[output]!, (rows.length / inputs) * classes),
        backward: async (cotangent, out) => {
          const given = derived.saved.map((name) => [name, known.get(name)!] as const);
          const feeds = {
            ...Object.fromEntries(given),
            [derived.cotangent]: feed(cotangent, [classes], precisionOf(derived)),
          };
          const run = async (session: Session, into?: Float64Array): Promise<Float64Array> =>
            take((await session.run(feeds))[derived.gradients[0]!]!, rows.length, into);
          return mended(await run(backward, out), inputs, async () => {
            const session = await careful();
            return session && run(session);
          });
        },
      };
    },
    release: async () => {
      const sessions: Session[] = plain.made ? [await plain.made] : [];
      if (split.made) {
        const { forward, backward } = await split.made;
        sessions.push(forward, backward);
      }
      const other = await careful.made;
      if (other) sessions.push(other);
      await Promise.all(sessions.map((session) => session.release()));
    },
  };
}
