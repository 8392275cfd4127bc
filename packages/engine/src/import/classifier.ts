import { withoutGradients, type Classifier, type EngineChoice, type Levels, type Rewritten } from '@fragility/model';
import type { Bounds } from '@fragility/numerics';
import { OPSET, type Graph, type ValueType } from '../graph/graph.js';
import { networkClassifier } from '../network/classifier.js';
import { bytesOf } from '../onnx/tensors/element.js';
import type { ExternalData } from '../onnx/tensors/external.js';
import { readModel } from '../onnx/model.js';
import { loadRuntime } from '../runtime/load.js';
import { checkApart, runsAlone } from './apart.js';
import { foldBatchNormalisation } from './simplify/batch-normalisation.js';
import { capabilityOf } from './capability.js';
import { withoutControl } from './control/control.js';
import { withoutSequences } from './control/sequences.js';
import { endFacts, namedEnd } from './ends/find.js';
import { headOfGraph } from './head.js';
import { withLogits } from './ends/logits.js';
import { machineFacts } from './ends/machine.js';
import { withoutOwnQuotients } from './simplify/own-quotients.js';
import { poolFirst } from './simplify/pool-first.js';
import { preprocess, type Preprocessing } from './inputs/preprocess.js';
import { probe } from './probe.js';
import { prune } from './simplify/prune.js';
import { quantisedCapability, withOwnLogits, type Quantisation } from './quantised/capability.js';
import { joined, known as madeKnown, leftOut, rewritten, taken, upgraded } from './simplify/rewrites.js';
import { select, type Selection } from './inputs/select.js';
import { upgrade } from './upgrade/upgrade.js';

export interface GraphClassifierOptions extends Selection, Preprocessing {
  /** Range of every input coordinate, in the units of the images; default null, the whole space. */
  readonly bounds?: Bounds;
  /** Default `auto`. */
  readonly engine?: EngineChoice;
  /** Threads of the native engine; default: every core. */
  readonly threads?: number;
  /** Whether a softmax or sigmoid at the end is cut off, with what follows it, so that the classifier returns logits; default true. */
  readonly cutSoftmax?: boolean;
  /**
   * Where the graph rounds what depends on its input to whole numbers (QuantizeLinear): `exact` offers logits only, `straight-through` also gradients that take the
   * rounding for the identity inside of its clipping range; default `exact`. Logits are the same.
   */
  readonly quantisation?: Quantisation;
  /** What is worth reporting. */
  readonly facts?: Readonly<Record<string, string | number>>;
  /** What was done to the graph of the file before it came here. */
  readonly rewrites?: readonly Rewritten[];
}

/** Bytes that one call of the runtime may save for the backward pass. */
const CHUNK_BYTES = 1 << 27;

/** Examples that a graph is known for without proof. */
const PROBED = 3;

/** What is said of gradients that are not those of the model. */
const STRAIGHT = { gradients: 'straight through quantisation, as if nothing were rounded' };

/** What is said of a model that takes whole numbers. */
const levelFacts = ({ lower, upper, count }: Levels): Record<string, string> => ({
  inputs: `whole numbers: ${lower} to ${upper} are 0 to ${count}; attacks ask about these only, with gradients as if numbers between them were taken`,
});

/** Bytes of one example's share of a value. */
const shareOf = ({ type, shape }: ValueType): number =>
  shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), bytesOf(type));

/**
 * A classifier from a graph of ONNX operators (operator set 17) with one input `[batch, …]`: logits, and vector-Jacobian products unless a
 * node stops them, which `gradientStop` then names.
 *
 * Sizes and constants are found by running the graph on one, two and three examples; batch normalisation is folded into
 * convolutions, activations come after the maxima of their values, what follows the logits is cut off, and the preprocessing becomes part of the graph, so that
 * `bounds`, inputs and gradients are in the units of the images. What was done is listed among the facts as `rewrites`.
 *
 * @throws FragilityError `engine/operator`, `engine/ports`, `engine/shape`, `engine/output`, `engine/batch`, `engine/preprocessing`,
 *   `engine/missing`.
 * @example
 * const model = await graphClassifier(denseGraph(layers, 'float32'), { bounds: [0, 1], engine: 'auto' });
 * model.classes; // 4
 */
export async function graphClassifier(graph: Graph, options: GraphClassifierOptions = {}): Promise<Classifier> {
  const { engine = 'auto', threads, facts } = options;
  const runtime = await loadRuntime(engine, threads === undefined ? {} : { threads });
  const { graph: selected, whole: numbers } = select(graph, options);
  const pruned = prune(selected);
  const straight = await withoutControl(runtime, pruned);
  const plain = withoutSequences(straight.graph);
  const probed = await probe(runtime, plain, straight.keepBatch);
  const known = await withoutOwnQuotients(runtime, probed);
  const doubt = known.doubtful ?? straight.doubtful;
  const ended = withLogits(known, options.cutSoftmax ?? true);
  const folded = foldBatchNormalisation(ended);
  const pooled = poolFirst(folded);
  const whole = preprocess(pooled, options);
  const final = prune(whole.graph, whole.types);
  const [input, output] = [final.inputs[0]!, final.outputs[0]!];
  const weights = known.weights ?? new Map();
  const quantised = quantisedCapability({ ...whole, graph: final, weights }, options.quantisation ?? 'exact');
  const capability = quantised ?? capabilityOf(final, whole.types);
  const kept = capability.derived ? capability.derived.backward.inputs : [...whole.types.values()];
  const bytes = kept.reduce((sum, port) => sum + shareOf(port), 0);
  const rewrites = joined([
    ...(options.rewrites ?? []),
    ...taken(graph, selected),
    ...leftOut(selected, pruned),
    ...rewritten('branches taken and loops unrolled', pruned, straight.graph),
    ...rewritten('sequences taken as their values', straight.graph, plain),
    ...madeKnown(plain, probed.graph),
    ...rewritten('values divided by themselves taken as 1', probed.graph, known.graph),
    ...(ended.reversed ? [{ rewrite: 'scores put in the order of the classes', nodes: [ended.reversed.name] }] : []),
    ...(ended.end.cut.length > 0 ? [{ rewrite: 'end cut off', nodes: ended.end.cut.map(({ name }) => name) }] : []),
    ...rewritten('batch normalisation folded', ended.graph, folded.graph),
    ...rewritten('activation put after its maximum', folded.graph, pooled.graph),
    ...leftOut(whole.graph, final, whole.types),
  ]);
  const batchFacts =
    doubt && whole.batch === undefined
      ? {
          'examples at once': `at most ${PROBED}: operator ${doubt.op} (node '${doubt.name}') may do otherwise with more`,
        }
      : {};
  const model = networkClassifier({
    runtime,
    graph: final,
    derive: () => capability.derived!,
    head: headOfGraph({ graph: final, types: whole.types }),
    inputShape: input.shape.slice(1) as number[],
    classes: output.shape[1] as number,
    bounds: numbers?.bounds ?? options.bounds ?? null,
    levels: numbers?.levels,
    precision: input.type === 'float64' ? 'float64' : 'float32',
    batch: whole.batch,
    limit:
      whole.batch ??
      (runsAlone(whole) ? 1 : Math.min(doubt ? PROBED : Infinity, Math.max(1, Math.floor(CHUNK_BYTES / bytes)))),
    facts: {
      ...facts,
      ...endFacts(namedEnd(ended)),
      ...machineFacts(known),
      ...(quantised?.derived ? STRAIGHT : {}),
      ...batchFacts,
      ...(numbers ? levelFacts(numbers.levels) : {}),
      ...(rewrites.length > 0 ? { rewrites } : {}),
    },
  });
  await checkApart(model, whole).catch(async (error: unknown) => {
    await model.dispose?.();
    throw error;
  });
  if (!capability.derived) return withoutGradients(model, capability.stop);
  return quantised ? withOwnLogits(model) : model;
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
export async function onnxClassifier(bytes: Uint8Array, options: OnnxClassifierOptions = {}): Promise<Classifier> {
  const model = readModel(bytes, options);
  const graph = upgrade(model);
  const written = upgraded(model.opset, model.graph, graph, graph.sets?.get('') ?? OPSET);
  return graphClassifier(graph, { ...options, rewrites: [...(model.rewrites ?? []), ...written] });
}
