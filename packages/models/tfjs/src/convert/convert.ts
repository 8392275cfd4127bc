import { GraphBuilder, type Graph, type Precision } from '@fragility/engine';
import { fail } from '../error.js';
import { canonical } from '../layers-model/canonical.js';
import { describe } from '../layers-model/layer.js';
import { cutEnd } from '../layers-model/end.js';
import { parseTopology, type Topology } from '../layers-model/topology.js';
import type { ModelFiles } from '../layers-model/read.js';
import { emitterFor, PLAIN, sizeOf, type Emitter, type Value } from './emitter.js';
import { knownClasses, layerRules } from './layers/index.js';
import { scaled } from './layers/normalisation.js';
import { plan, type Step } from './plan.js';
import { preprocessingOf, type Preprocessing } from './preprocessing.js';
import { weightsOf, type Weights } from './weights.js';

export interface ConvertOptions {
  /** Layer whose value is the output, for models with several; default: the model's output. */
  readonly output?: string | undefined;
  /** Shape of one input, where the model leaves sizes open. */
  readonly inputShape?: readonly number[] | undefined;
  /** Convolutions and average poolings need float32, the default. */
  readonly precision?: Precision | undefined;
  readonly preprocessing?: Preprocessing | undefined;
}

/** A layers-model as a graph, and what is known of it. */
export interface Converted {
  /** `input [batch, ...inputShape] → logits [batch, classes]`. */
  readonly graph: Graph;
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** What was cut off the end, if it was a softmax or the sigmoid of a binary classifier. */
  readonly cut?: string;
  /** Whether the model gives one value z, which became the logits (0, z). */
  readonly binary?: true;
}

/** A layers-model made ready: the softmax cut, layers merged, shapes known. */
export interface Prepared {
  readonly topology: Topology;
  readonly steps: readonly Step[];
  readonly output: string;
  readonly weights: Weights;
  readonly inputShape: readonly number[];
  readonly cut?: string;
  readonly binary?: true;
}

/** Shape of one input: the model's, with open sizes from the one that is given. */
export function inputShapeOf({ input }: Topology, given: readonly number[] | undefined): number[] {
  const fits = given?.length === input.shape.length && given.every((size, k) => (input.shape[k] ?? size) === size);
  if (given && !fits && sizeOf(given) !== sizeOf(input.shape.map((size) => size ?? NaN)))
    fail(
      'shape',
      `inputs have shape [${given.join(', ')}], the model takes [${input.shape.map((size) => size ?? 'n').join(', ')}]; resize them, or give another model`,
    );
  const shape = fits ? [...given] : input.shape;
  if (shape.some((size) => size === null || !(size > 0)))
    fail(
      'shape',
      `the model takes [${input.shape.map((size) => size ?? 'n').join(', ')}]; give the open sizes: inputShape`,
    );
  return shape as number[];
}

/**
 * Prepares a layers-model for conversion.
 *
 * @throws FragilityError `tfjs/layer` naming the first layer without counterpart; those of reading a topology.
 */
export function prepare(
  files: Pick<ModelFiles, 'topology' | 'weights'>,
  { output, inputShape }: ConvertOptions,
): Prepared {
  const model = canonical(files);
  const { topology, fact, binary } = cutEnd(parseTopology(model.topology, output));
  const unknown = topology.layers.find((layer) => !knownClasses.includes(layer.class));
  if (unknown)
    fail(
      'layer',
      `${describe(unknown)} has no counterpart in the engine; run it with tfjs (backend: cpu), or change the layer`,
      undefined,
      { name: unknown.name, class: unknown.class, lacks: 'has no counterpart in the engine' },
    );
  const weights = weightsOf(model.weights);
  return {
    topology,
    ...plan(topology, weights),
    weights,
    inputShape: inputShapeOf(topology, inputShape),
    ...(fact === undefined ? {} : { cut: fact }),
    ...(binary ? { binary } : {}),
  };
}

/**
 * The ONNX graph (opset 17) of a layers-model, from its files alone: images are transposed to channels first once, at the input;
 * batch normalisations, zero paddings and dropouts are folded; a final softmax is cut off; the one
 * value z of a binary classifier becomes the logits (0, z).
 *
 * @throws FragilityError `tfjs/layer` naming a layer without counterpart, `tfjs/output` when the output is not [n, classes], `tfjs/weight`,
 * `tfjs/shape`, `tfjs/topology`, `tfjs/input`.
 * @example
 * const weights = new Map([['d/kernel', { shape: [3, 2], data: new Float32Array(6) }], ['d/bias', { shape: [2], data: new Float32Array(2) }]]);
 * const dense = { class_name: 'Dense', config: { name: 'd', units: 2, activation: 'softmax', batch_input_shape: [null, 3] } };
 * const { graph, cut } = convertLayersModel({ topology: { class_name: 'Sequential', config: { layers: [dense] } }, weights });
 * graph.nodes.map(({ op }) => op); // ['Gemm', 'Identity']
 * cut; // "the softmax in 'd'; logits are those of 'd'"
 */
export const convertLayersModel = (
  files: Pick<ModelFiles, 'topology' | 'weights'>,
  options: ConvertOptions = {},
): Converted => graphOf(prepare(files, options), options);

/** The logits (0, z) of a value z. */
const withZero = ({ name }: Value, builder: GraphBuilder, { floats }: Emitter): Value => ({
  name: builder.node('MatMul', [name, floats([0, 1], [1, 2])], {}, 'two classes'),
  shape: [2],
  layout: PLAIN,
});

/** The graph of a layers-model that has been prepared. */
export function graphOf(
  { topology, steps, output, weights, inputShape, cut, binary }: Prepared,
  options: ConvertOptions,
): Converted {
  const precision = options.precision ?? 'float32';
  const builder = new GraphBuilder(topology.name);
  const emitter = emitterFor(builder, precision, weights);
  const input = builder.input({ name: 'input', type: precision, shape: ['batch', ...inputShape] });
  let entry: Value = { name: input, shape: inputShape, layout: PLAIN };
  const before = preprocessingOf(options.preprocessing ?? {}, inputShape.at(-1)!);
  if (before) {
    const step = { id: 'preprocessing', name: 'preprocessing', class: 'Rescaling', config: {}, inputs: [] };
    entry = scaled(step, entry, before, inputShape.length - 1, emitter);
  }
  const values = new Map([[topology.input.id, entry]]);
  for (const step of steps) {
    const inputs = step.inputs.map((id) => values.get(id)!);
    values.set(step.id, layerRules[step.class]!(step, inputs, emitter));
  }
  const last = emitter.plain(values.get(output)!);
  const { name, shape } = binary && last.shape.length === 1 ? withZero(last, builder, emitter) : last;
  const classes = shape.at(-1) ?? 0;
  if (sizeOf(shape) !== classes || classes < 2)
    fail(
      'output',
      `the model gives [n, ${shape.join(', ')}], expected [n, classes] with at least 2 classes; choose another layer: output`,
    );
  builder.node(
    shape.length === 1 ? 'Identity' : 'Reshape',
    shape.length === 1 ? [name] : [name, emitter.integers([-1, classes])],
    {},
    'logits',
  );
  builder.output({ name: 'logits', type: precision, shape: ['batch', classes] });
  return {
    graph: builder.build(),
    inputShape,
    classes,
    ...(cut === undefined ? {} : { cut }),
    ...(binary ? { binary } : {}),
  };
}
