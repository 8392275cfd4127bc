import { FragilityError } from '@fragility/numerics';
import type { Graph } from '../graph/graph.js';
import { sizeOf } from '../graph/tensors.js';
import type { BoundNetwork, Step } from './network.js';
import { boundRuleOf } from './rules/index.js';
import { knownOf, type Known, type Slot } from './rules/rule.js';

const refuse = (given: string, remedy: string): never => {
  throw new FragilityError({ given, remedy }, { where: 'engine/bounds', code: 'engine/shape', kind: 'input' });
};

/**
 * The network of a graph of ONNX operators (operator set 17) with one input `[batch, …]`, all of whose weights and shapes are known, as bounds see it.
 *
 * Operators with a bound rule: Add, AveragePool, BatchNormalization, Concat, Conv, Div (by known numbers), Flatten, Gemm, GlobalAveragePool, Identity, LeakyRelu,
 * MatMul, MaxPool, Mul (with known numbers), Neg, Pad, Relu, Reshape, Sigmoid, Slice, Squeeze, Sub, Tanh, Transpose, Unsqueeze.
 *
 * @throws FragilityError `engine/bound-rule` naming the node that has none, `engine/shape` for an input of unknown sizes.
 * @example boundNetwork(denseGraph(layers, 'float64')).outputs; // 4
 */
export function boundNetwork(graph: Graph): BoundNetwork {
  const [input] = graph.inputs;
  const inputShape = input!.shape.slice(1);
  if (!inputShape.every((size): size is number => typeof size === 'number'))
    return refuse(
      `the input of '${graph.name}' has shape [${input!.shape.join(', ')}]`,
      'export it with known sizes but for the first',
    );
  const [batch] = input!.shape;
  if (typeof batch === 'number' && batch > 1)
    return refuse(`'${graph.name}' takes ${batch} examples at once`, 'export it for any number of them, or for one');
  const sizes = [sizeOf(inputShape)];
  const steps: Step[] = [];
  const slots = new Map<string, Slot>([[input!.name, { value: 0, shape: [1, ...inputShape] }]]);
  const known = new Map<string, Known>();
  const constant = (name: string): Known | undefined => {
    const found = graph.constants.get(name);
    if (found && !known.has(name)) known.set(name, knownOf(found));
    return known.get(name);
  };
  for (const node of graph.nodes) {
    const { shape, step } = boundRuleOf(node)({
      node,
      slot: (k) => slots.get(node.inputs[k] ?? ''),
      known: (k) => constant(node.inputs[k] ?? ''),
    });
    if (step.kind === 'same') slots.set(node.outputs[0]!, { value: step.from, shape });
    else {
      steps.push(step);
      sizes.push(sizeOf(shape));
      slots.set(node.outputs[0]!, { value: steps.length, shape });
    }
  }
  const output = slots.get(graph.outputs[0]!.name);
  if (!output) return refuse(`the output of '${graph.name}' does not depend on its input`, 'choose another output');
  return {
    inputShape,
    inputs: sizes[0]!,
    outputs: sizes[output.value]!,
    steps: steps.slice(0, output.value),
    sizes: sizes.slice(0, output.value + 1),
    last: output.value,
  };
}
