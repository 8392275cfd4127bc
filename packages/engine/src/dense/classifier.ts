import { headOf, type DenseClassifier, type EngineChoice } from '@fragility/model';
import { type ErrorMessage, FragilityError, type Bounds } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { differentiate } from '../graph/differentiate.js';
import { sizeOf, type Precision } from '../graph/tensors.js';
import { networkClassifier } from '../network/classifier.js';
import { loadRuntime } from '../runtime/load.js';
import { checkLayers } from './check.js';
import { denseGraph } from './graph.js';

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

const fail = (message: ErrorMessage, code: string): never => {
  throw new FragilityError(message, {
    where: 'engine/dense',
    code: `engine/${code}`,
    kind: code === 'shape' ? 'input' : 'failure',
  });
};

/**
 * A dense network that runs in ONNX Runtime: logits and vector-Jacobian products.
 *
 *     f(x) = h_L(… h_1(x)),   vjp(x).backward(c)[i] = Σ_k c[i,k] ∇f_k(x_i)
 *
 * A result does not depend on the batch it was computed in, nor on how many calls are in flight: they queue.
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
  const shape = inputShape ?? [inputs];
  if (sizeOf(shape) !== inputs)
    fail(
      { given: `inputShape is [${shape.join(', ')}], the network takes ${inputs} values`, remedy: 'make them agree' },
      'shape',
    );
  const graph = denseGraph(layers, precision);
  const widest = Math.max(inputs, ...layers.map(({ outputs }) => outputs));
  const network = networkClassifier({
    runtime: await loadRuntime(engine, threads === undefined ? {} : { threads }),
    graph,
    derive: () => differentiate(graph, { of: 'logits', wrt: ['input'] }),
    inputShape: [inputs],
    classes: layers.at(-1)!.outputs,
    bounds,
    precision,
    limit: Math.max(64, Math.floor(CHUNK_VALUES / widest) & ~3),
    facts,
  });
  return { ...network, inputShape: shape, layers, head: headOf(layers) };
}
