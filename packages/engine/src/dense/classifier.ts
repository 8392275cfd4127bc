import type { DenseClassifier, EngineChoice, Pullback } from '@fragility/model';
import { FragilityError, type Batch, type Bounds } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { differentiate } from '../graph/differentiate.js';
import type { Precision } from '../graph/tensors.js';
import { loadRuntime } from '../runtime/load.js';
import { describeRuntime } from '../runtime/runtime.js';
import { checkLayers } from './check.js';
import { concatenate, inChunks } from './chunks.js';
import { denseGraph } from './graph.js';
import { passes } from './pass.js';

export interface DenseClassifierOptions {
  /** Range of every input coordinate; default null, the whole space. */
  readonly bounds?: Bounds;
  /** Precision of evaluation; default float32. */
  readonly precision?: Precision;
  /** Default `auto`. */
  readonly engine?: EngineChoice;
  /** Threads of the native engine; default: every core. */
  readonly threads?: number;
  /** Shape of one input; default `[d]`. */
  readonly inputShape?: readonly number[];
  /** What is worth reporting; the engine's line is added as `engine`. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** Values of the widest layer that one chunk may hold: 64 MB in float32. */
const CHUNK_VALUES = 1 << 24;

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

const fail = (message: string, code: string): never => {
  throw new FragilityError(message, { where: 'engine/dense', code: `engine/${code}` });
};

/** Data of a batch of `[n, size]` values, flattened; checked. */
function values(batch: Batch, size: number, what: string, count?: number): Float64Array {
  const [n] = batch.shape;
  if (n === undefined || batch.data.length !== n * size || (count !== undefined && n !== count)) {
    fail(
      `${what} have shape [${batch.shape.join(', ')}] and ${batch.data.length} values, expected [${count ?? 'n'}, ${size}]; reshape them`,
      'shape',
    );
  }
  return batch.data;
}

/**
 * A dense network that runs in ONNX Runtime: logits and vector-Jacobian products.
 *
 *     f(x) = h_L(… h_1(x)),   vjp(x).backward(c)[i] = Σ_k c[i,k] ∇f_k(x_i)
 *
 * An answer does not depend on the batch it was computed in, nor on how many calls are in flight: they queue.
 *
 * @throws FragilityError `engine/layers`, `engine/shape`, `engine/missing`; `engine/disposed` after `dispose()`.
 * @example
 * const model = await denseClassifier(layers, { bounds: [0, 1], precision: 'float32', engine: 'auto' });
 * const { logits, backward } = await model.vjp(inputs);
 * (await backward(logits)).shape; // [4, 4]
 */
export async function denseClassifier(
  layers: readonly DenseLayer[],
  { bounds = null, precision = 'float32', engine = 'auto', threads, inputShape, facts }: DenseClassifierOptions = {},
): Promise<DenseClassifier> {
  checkLayers(layers, 'engine/dense');
  const inputs = layers[0]!.inputs;
  const classes = layers.at(-1)!.outputs;
  const shape = inputShape ?? [inputs];
  if (product(shape) !== inputs)
    fail(`inputShape is [${shape.join(', ')}], the network takes ${inputs} values; make them agree`, 'shape');

  const runtime = await loadRuntime(engine, threads === undefined ? {} : { threads });
  const graph = denseGraph(layers, precision);
  const derive = () => differentiate(graph, { of: 'logits', wrt: ['input'] });
  const network = passes(runtime, precision, graph, derive, [inputs, classes]);
  const limit = Math.max(64, Math.floor(CHUNK_VALUES / Math.max(inputs, ...layers.map(({ outputs }) => outputs))) & ~3);

  let disposed = false;
  const open = (): void => {
    if (disposed) fail('the classifier has been disposed of; keep it until the last call', 'disposed');
  };
  const batched = (data: Float64Array, n: number): Batch => ({ data, shape: [n, classes] });

  return {
    inputShape: shape,
    classes,
    bounds,
    precision,
    layers,
    facts: { ...facts, engine: describeRuntime(runtime).replace('engine: ', '') },
    logits: async (x) => {
      open();
      const data = values(x, inputs, 'inputs');
      return batched(concatenate(await inChunks(data, inputs, limit, network.logits)), x.shape[0]!);
    },
    vjp: async (x): Promise<Pullback> => {
      open();
      const data = values(x, inputs, 'inputs');
      const n = x.shape[0]!;
      const parts = await inChunks(data, inputs, limit, network.forward);
      return {
        logits: batched(concatenate(parts.map(({ logits }) => logits)), n),
        backward: async (cotangent) => {
          open();
          const cotangents = values(cotangent, classes, 'cotangents', n);
          let part = 0;
          const gradients = await inChunks(cotangents, classes, limit, (rows) => parts[part++]!.backward(rows));
          return { data: concatenate(gradients), shape: x.shape };
        },
      };
    },
    dispose: async () => {
      disposed = true;
      await network.release();
    },
  };
}
