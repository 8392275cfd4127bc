import type { DifferentiableClassifier, EngineChoice } from '@fragility/model';
import { FragilityError, type Bounds } from '@fragility/numerics';
import { differentiate } from '../graph/differentiate.js';
import type { Graph, ValueType } from '../graph/graph.js';
import { networkClassifier } from '../network/classifier.js';
import { bytesOf } from '../onnx/element.js';
import type { ExternalData } from '../onnx/external.js';
import { readModel } from '../onnx/model.js';
import { loadRuntime } from '../runtime/load.js';
import { foldBatchNormalisation } from './batch-normalisation.js';
import { poolFirst } from './pool-first.js';
import { preprocess, type Preprocessing } from './preprocess.js';
import { probe, type Typed } from './probe.js';
import { prune } from './prune.js';
import { select, type Selection } from './select.js';
import { cutSoftmax } from './softmax.js';
import { upgrade } from './upgrade.js';

export interface GraphClassifierOptions extends Selection, Preprocessing {
  /** Range of every input coordinate, in the units of the images; default null, the whole space. */
  readonly bounds?: Bounds;
  /** Default `auto`. */
  readonly engine?: EngineChoice;
  /** Threads of the native engine; default: every core. */
  readonly threads?: number;
  /** Whether a softmax at the end is cut off, so that the classifier answers with logits; default true. */
  readonly cutSoftmax?: boolean;
  /** What is worth reporting. */
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** Bytes that one call of the runtime may save for the backward pass. */
const CHUNK_BYTES = 1 << 27;

/** Bytes of one example's share of a value. */
const shareOf = ({ type, shape }: ValueType): number =>
  shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), bytesOf(type));

/** The graph with its output as a matrix of logits. */
function asMatrix({ graph, types, batch }: Typed): Typed {
  const [port] = graph.outputs as [Graph['outputs'][number]];
  const [n, classes, ...rest] = port.shape;
  if (n === undefined || typeof classes !== 'number' || rest.some((size) => size !== 1) || classes < 2) {
    throw new FragilityError(
      `the model's output '${port.name}' has shape [${port.shape.join(', ')}], expected [n, classes]; choose the output that holds the logits`,
      { where: 'engine/import', code: 'engine/output' },
    );
  }
  if (rest.length === 0) return { graph, types, batch };
  const logits = { name: `${port.name} logits`, type: port.type, shape: [n, classes] };
  const node = { name: logits.name, op: 'Flatten', inputs: [port.name], outputs: [logits.name], attributes: {} };
  return {
    graph: { ...graph, nodes: [...graph.nodes, node], outputs: [logits] },
    types: new Map([...types, [logits.name, logits]]),
    batch,
  };
}

/**
 * A classifier from a graph of ONNX operators (operator set 17) with one input `[batch, …]`: logits and vector-Jacobian products.
 *
 * Sizes and constants are found by running the graph once on two and once on three examples; batch normalisation is folded into
 * convolutions, activations come after the maxima of their values, a softmax at the end is cut off, and the preprocessing becomes part of the graph, so that `bounds`, inputs and gradients are
 * in the units of the images.
 *
 * @throws FragilityError `engine/operator`, `engine/ports`, `engine/shape`, `engine/output`, `engine/preprocessing`, `engine/missing`.
 * @example
 * const model = await graphClassifier(denseGraph(layers, 'float32'), { bounds: [0, 1], engine: 'auto' });
 * model.classes; // 4
 */
export async function graphClassifier(
  graph: Graph,
  options: GraphClassifierOptions = {},
): Promise<DifferentiableClassifier> {
  const { bounds = null, engine = 'auto', threads, facts } = options;
  const runtime = await loadRuntime(engine, threads === undefined ? {} : { threads });
  const selected = prune(select(graph, options));
  const { graph: uncut, cut } =
    options.cutSoftmax === false ? { graph: selected, cut: undefined } : cutSoftmax(selected);
  const known = asMatrix(await probe(runtime, prune(uncut)));
  const whole = preprocess(poolFirst(foldBatchNormalisation(known)), options);
  const final = prune(whole.graph);
  const [input, output] = [final.inputs[0]!, final.outputs[0]!];
  const derived = differentiate(final, { of: output.name, wrt: [input.name] }, whole.types);
  const saved = derived.backward.inputs.reduce((sum, port) => sum + shareOf(port), 0);
  return networkClassifier({
    runtime,
    graph: final,
    derive: () => derived,
    inputShape: input.shape.slice(1) as number[],
    classes: output.shape[1] as number,
    bounds,
    precision: input.type === 'float64' ? 'float64' : 'float32',
    batch: whole.batch,
    limit: whole.batch ?? Math.max(1, Math.floor(CHUNK_BYTES / saved)),
    facts: { ...facts, ...(cut === undefined ? {} : { 'softmax cut off': cut }) },
  });
}

export interface OnnxClassifierOptions extends GraphClassifierOptions {
  /** Files beside the model's own that its weights lie in, by the location that {@link externalFiles} gives. */
  readonly externalData?: ExternalData;
}

/**
 * A classifier from the bytes of an ONNX file, operator sets from 7 on; the rest is {@link graphClassifier}'s. Only what the chosen output
 * needs is read.
 *
 * @throws FragilityError `engine/onnx`, `engine/external-data`, `engine/opset`, and those of {@link graphClassifier}.
 * @example (await onnxClassifier(saveOnnx(layers), { bounds: [0, 1] })).classes; // 4
 */
export const onnxClassifier = async (
  bytes: Uint8Array,
  options: OnnxClassifierOptions = {},
): Promise<DifferentiableClassifier> => graphClassifier(upgrade(readModel(bytes, options)), options);
