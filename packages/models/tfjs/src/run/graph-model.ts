import type { GraphModel } from '@tensorflow/tfjs-converter';
import type { Tensor } from '@tensorflow/tfjs-core';
import { fail, reasonOf } from '../error.js';
import type { ModelFiles } from '../layers-model/read.js';
import { artifactsOf } from './artifacts.js';
import { decided } from './ends/decided.js';
import { explained } from './explained.js';
import { bare, graphEnd, type GraphNode } from './ends/graph-end.js';
import { unfused } from './fused.js';
import type { TensorFlow } from './tensorflow.js';
import type { NetworkOptions } from './tensor-network.js';
import type { TensorNetwork } from './tensor-network.js';

/** Refuses a graph whose constants are not all among the weights; those inside functions are TensorFlow.js's affair. */
function checkWeights({ location, weights }: ModelFiles, nodes: readonly GraphNode[]): void {
  const missing = nodes.filter(({ op, name }) => op === 'Const' && !weights.has(name)).map(({ name }) => `'${name}'`);
  if (missing.length > 0)
    fail('weight', {
      given: `${location} needs ${missing.length} weights that its manifest does not have, ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`,
      remedy: 'convert the model again',
    });
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The one name of a list, or the one that is asked for. */
function one(names: readonly string[], what: 'input' | 'output', asked?: string): string {
  if (asked !== undefined) return asked;
  if (names.length === 1) return names[0]!;
  return fail(what, {
    given: `the graph-model has the ${what}s ${names.join(', ')}`,
    expected: 'one',
    remedy: what === 'output' ? `say which: output: ${names[0]}` : 'give a model of one input',
  });
}

/** Opens a graph-model; what follows its logits is not executed. */
export async function openGraphModel(
  tf: TensorFlow,
  files: ModelFiles,
  options: NetworkOptions,
): Promise<TensorNetwork> {
  const topology = unfused(files.topology as { readonly node: readonly GraphNode[] });
  const nodes = topology.node;
  checkWeights(files, nodes);
  const { loadGraphModel } = await tf.converter();
  const model = await loadGraphModel(tf.core.io.fromMemory(artifactsOf({ ...files, topology }))).catch(
    (cause: unknown) => {
      return fail(
        'topology',
        {
          given: `tfjs does not load ${files.location}: ${reasonOf(cause).replace(/\.$/, '')}`,
          remedy: 'convert it again, or from TensorFlow as ONNX with tf2onnx, and use: onnx',
        },
        cause,
      );
    },
  );
  try {
    return await networkOf(tf, files, nodes, model, options);
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** A graph-model that has been loaded, as a function of its one input. */
async function networkOf(
  tf: TensorFlow,
  files: ModelFiles,
  nodes: readonly GraphNode[],
  model: GraphModel,
  options: NetworkOptions,
): Promise<TensorNetwork> {
  const output = one(
    model.outputs.map(({ name }) => name),
    'output',
    options.output,
  );
  if (!nodes.some(({ name }) => name === bare(output)))
    fail('output', {
      given: `output is '${output}', which is no node`,
      remedy: `the outputs are ${model.outputs.map(({ name }) => name).join(', ')}`,
    });
  const input = one(
    model.inputs.map(({ name }) => name),
    'input',
  );
  const declared = model.inputs[0]!.shape?.slice(1) ?? [];
  const open = declared.length === 0 || declared.some((size) => !(size > 0));
  const inputShape = open ? options.inputShape : declared;
  if (!inputShape)
    return fail('shape', {
      given: `the graph-model takes [${declared.join(', ')}]`,
      remedy: 'give the open sizes: the shape of the dataset',
    });
  if (options.inputShape && sizeOf(options.inputShape) !== sizeOf(inputShape))
    fail('shape', {
      given: `inputs have shape [${options.inputShape.join(', ')}], the model takes [${inputShape.join(', ')}]`,
      remedy: 'resize them, or give another model',
    });
  const run = (x: Tensor, names: string | string[]): Tensor | Tensor[] => model.execute({ [input]: x }, names);
  const end = await graphEnd(nodes, files.weights, bare(output), (names) => {
    tf.use();
    return explained(tf.line, 'run this model', () =>
      tf.core.tidy(() => [run(tf.core.zeros([2, ...inputShape]), [...names])].flat().map(({ shape }) => shape)),
    );
  });
  return {
    inputShape,
    end,
    apply: (x) => {
      if (!end?.saturates) return run(x, end?.value ?? output) as Tensor;
      const [logits, given] = run(x, [end.value, output]) as [Tensor, Tensor];
      return decided(tf.core, logits, given);
    },
    within: (x) => {
      const values = nodes.filter(({ op }) => op !== 'Const' && op !== 'NoOp');
      const made = [
        run(
          x,
          values.map(({ name }) => name),
        ),
      ].flat();
      return made.map((value, k) => ({ name: `node '${values[k]!.name}' (${values[k]!.op})`, value }));
    },
    dispose: () => model.dispose(),
  };
}
