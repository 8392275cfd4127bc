import type { Tensor } from '@tensorflow/tfjs-core';
import { fail, reasonOf } from '../error.js';
import type { ModelFiles } from '../layers-model/read.js';
import { artifactsOf } from './artifacts.js';
import type { TensorFlow } from './load.js';
import type { NetworkOptions, TensorNetwork } from './network.js';

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
}

/** Operations that only pass values on, or give them another shape. */
const PASSING = new Set(['Identity', 'Reshape', 'Squeeze', 'ExpandDims', 'StopGradient']);

const bare = (name: string): string => name.replace(/^\^/, '').replace(/:\d+$/, '');

/** Name of the node before a final softmax, and of the softmax; undefined where there is none. */
function beforeSoftmax(nodes: readonly GraphNode[], output: string): { logits: string; softmax: string } | undefined {
  const named = new Map(nodes.map((node) => [node.name, node]));
  let node = named.get(bare(output));
  while (node && PASSING.has(node.op)) node = named.get(bare(node.input?.[0] ?? ''));
  return node?.op === 'Softmax' && node.input?.[0] ? { logits: bare(node.input[0]), softmax: node.name } : undefined;
}

/** Refuses a graph whose constants are not all among the weights; those inside functions are TensorFlow.js's affair. */
function checkWeights({ location, weights }: ModelFiles, nodes: readonly GraphNode[]): void {
  const missing = nodes.filter(({ op, name }) => op === 'Const' && !weights.has(name)).map(({ name }) => `'${name}'`);
  if (missing.length > 0)
    fail(
      'weight',
      `${location} needs ${missing.length} weights that its manifest does not have, ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}; convert the model again`,
    );
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** The one name of a list, or the one that is asked for. */
function one(names: readonly string[], what: 'input' | 'output', asked?: string): string {
  if (asked !== undefined) return asked;
  if (names.length === 1) return names[0]!;
  return fail(
    what,
    `the graph-model has the ${what}s ${names.join(', ')}, expected one; ` +
      (what === 'output' ? `say which: output: ${names[0]}` : 'give a model of one input'),
  );
}

/** Opens a graph-model; a softmax at its end is not executed. */
export async function openGraphModel(
  tf: TensorFlow,
  files: ModelFiles,
  options: NetworkOptions,
): Promise<TensorNetwork> {
  const nodes = (files.topology as { readonly node: readonly GraphNode[] }).node;
  checkWeights(files, nodes);
  const { loadGraphModel } = await tf.converter();
  const model = await loadGraphModel(tf.core.io.fromMemory(artifactsOf(files))).catch((cause: unknown) => {
    return fail('topology', `tfjs does not load ${files.location}: ${reasonOf(cause)}; convert the model again`, cause);
  });
  const output = one(
    model.outputs.map(({ name }) => name),
    'output',
    options.output,
  );
  if (!nodes.some(({ name }) => name === bare(output)))
    fail(
      'output',
      `output is '${output}', which is no node; the outputs are ${model.outputs.map(({ name }) => name).join(', ')}`,
    );
  const input = one(
    model.inputs.map(({ name }) => name),
    'input',
  );
  const declared = model.inputs[0]!.shape?.slice(1) ?? [];
  const open = declared.length === 0 || declared.some((size) => !(size > 0));
  const inputShape = open ? options.inputShape : declared;
  if (!inputShape)
    return fail(
      'shape',
      `the graph-model takes [${declared.join(', ')}]; give the open sizes: the shape of the dataset`,
    );
  if (options.inputShape && sizeOf(options.inputShape) !== sizeOf(inputShape))
    fail(
      'shape',
      `inputs have shape [${options.inputShape.join(', ')}], the model takes [${inputShape.join(', ')}]; resize them, or give another model`,
    );
  const found = beforeSoftmax(nodes, output);
  return {
    inputShape,
    cut: found && `the softmax '${found.softmax}'; logits are those of '${found.logits}'`,
    apply: (x) => model.execute({ [input]: x }, found?.logits ?? output) as Tensor,
    dispose: () => model.dispose(),
  };
}
