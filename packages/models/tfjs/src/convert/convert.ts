import { GraphBuilder, type Graph, type Precision } from '@fragility/engine';
import { fail } from '../error.js';
import { canonical } from '../layers-model/canonical.js';
import { parseTopology, type Topology } from '../layers-model/topology.js';
import type { ModelFiles } from '../layers-model/read.js';
import { emitterFor, PLAIN, sizeOf, type Value } from './emitter.js';
import { knownClasses, layerRules } from './layers/index.js';
import { scaled } from './layers/normalisation.js';
import { refuse } from './layers/rule.js';
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
  /** `input [batch, ...inputShape] → output [batch, outputs]`. */
  readonly graph: Graph;
  readonly inputShape: readonly number[];
  /** Numbers that the model gives for each example, as it gives them: probabilities where it ends in a softmax. */
  readonly outputs: number;
}

/** A layers-model made ready: layers merged, shapes known. */
export interface Prepared {
  readonly topology: Topology;
  readonly steps: readonly Step[];
  readonly output: string;
  readonly weights: Weights;
  readonly inputShape: readonly number[];
}

/** Shape of one input: the model's, with open sizes from the one that is given. */
export function inputShapeOf({ input }: Topology, given: readonly number[] | undefined): number[] {
  const fits = given?.length === input.shape.length && given.every((size, k) => (input.shape[k] ?? size) === size);
  if (given && !fits && sizeOf(given) !== sizeOf(input.shape.map((size) => size ?? NaN)))
    fail('shape', {
      given: `inputs have shape [${given.join(', ')}], the model takes [${input.shape.map((size) => size ?? 'n').join(', ')}]`,
      remedy: 'resize them, or give another model',
    });
  const shape = fits ? [...given] : input.shape;
  if (shape.some((size) => size === null || !(size > 0)))
    fail('shape', {
      given: `the model takes [${input.shape.map((size) => size ?? 'n').join(', ')}]`,
      remedy: 'give the open sizes: inputShape',
    });
  return shape as number[];
}

/**
 * Prepares a layers-model for conversion.
 *
 * @throws FragilityError `tfjs/layer` naming the first layer without counterpart; those of reading a topology.
 */
export function prepare(files: Pick<ModelFiles, 'topology' | 'weights'>, options: ConvertOptions): Prepared {
  const model = canonical(files);
  return prepareTopology(parseTopology(model.topology, options.output), weightsOf(model.weights), options.inputShape);
}

/** Prepares a topology whose names mean what they do in Keras 2; see {@link prepare}. */
export function prepareTopology(
  topology: Topology,
  weights: Weights,
  inputShape: readonly number[] | undefined,
): Prepared {
  for (const layer of topology.layers) {
    if (!knownClasses.includes(layer.class)) refuse(layer, 'has no counterpart in the engine');
    if (layer.value !== undefined) refuse(layer, `gives several values, of which number ${layer.value} is used`);
  }
  return { topology, ...plan(topology, weights), weights, inputShape: inputShapeOf(topology, inputShape) };
}

/**
 * The ONNX graph (opset 17) of a layers-model, from its files alone: images are transposed to channels first once, at the input;
 * batch normalisations, zero paddings and dropouts are folded. The end stays as it is: the engine finds the logits before it.
 *
 * @throws FragilityError `tfjs/layer` naming a layer without counterpart, `tfjs/output` when the output is not [n, classes], `tfjs/weight`,
 * `tfjs/shape`, `tfjs/topology`, `tfjs/input`.
 * @example
 * const weights = new Map([['d/kernel', { shape: [3, 2], data: new Float32Array(6) }], ['d/bias', { shape: [2], data: new Float32Array(2) }]]);
 * const dense = { class_name: 'Dense', config: { name: 'd', units: 2, activation: 'softmax', batch_input_shape: [null, 3] } };
 * const { graph } = convertLayersModel({ topology: { class_name: 'Sequential', config: { layers: [dense] } }, weights });
 * graph.nodes.map(({ op }) => op); // ['Gemm', 'Softmax', 'Identity']
 */
export const convertLayersModel = (
  files: Pick<ModelFiles, 'topology' | 'weights'>,
  options: ConvertOptions = {},
): Converted => graphOf(prepare(files, options), options);

/** The graph of a layers-model that has been prepared. */
export function graphOf(
  { topology, steps, output, weights, inputShape }: Prepared,
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
  const { name, shape } = emitter.plain(values.get(output)!);
  const outputs = shape.at(-1) ?? 0;
  if (sizeOf(shape) !== outputs || outputs < 1)
    fail('output', {
      given: `the model gives [n, ${shape.join(', ')}]`,
      expected: '[n, classes], or [n, 1] for two classes',
      remedy: 'choose another layer: output',
    });
  const reshapes = shape.length !== 1;
  builder.node(
    reshapes ? 'Reshape' : 'Identity',
    reshapes ? [name, emitter.integers([-1, outputs])] : [name],
    {},
    'output',
  );
  builder.output({ name: 'output', type: precision, shape: ['batch', outputs] });
  return { graph: builder.build(), inputShape, outputs };
}
