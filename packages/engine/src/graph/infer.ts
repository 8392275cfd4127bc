import { FragilityError } from '@fragility/numerics';
import type { Graph, Node, Shape, ValueType } from './graph.js';

const broadcast = (a: Shape, b: Shape): Shape => {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const lead = long.length - short.length;
  return long.map((size, k) => (k < lead || short[k - lead] === 1 ? size : size === 1 ? short[k - lead]! : size));
};

const same = (_: Node, [x]: readonly Shape[]): Shape => x!;
const both = (_: Node, [a, b]: readonly Shape[]): Shape => broadcast(a!, b!);

const unknown = (node: Node): never => {
  throw new FragilityError(
    {
      given: `operator ${node.op} (node '${node.name}') has no shape rule for these inputs`,
      remedy: `known operators: ${Object.keys(rules).join(', ')}`,
    },
    { where: 'engine/graph', code: 'engine/operator', kind: 'input' },
  );
};

/** Shape of each operator's first output from the shapes of its inputs. */
const rules: Record<string, (node: Node, inputs: readonly Shape[]) => Shape> = {
  Relu: same,
  LeakyRelu: same,
  Tanh: same,
  Identity: same,
  LogSoftmax: same,
  Add: both,
  Sub: both,
  Mul: both,
  Gemm: ({ attributes }, [a, b]) => [a![attributes['transA'] ? 1 : 0]!, b![attributes['transB'] ? 0 : 1]!],
  MatMul: (_, [a, b]) => [...a!.slice(0, -1), b!.at(-1)!],
  ReduceSum: (node, inputs) => {
    if (inputs.length > 1 || node.attributes['keepdims'] !== 0) unknown(node);
    return [];
  },
  Flatten: (_, [x]) => {
    const sizes = x!.slice(1);
    const size = sizes.every((each) => typeof each === 'number') ? sizes.reduce((p, q) => p * q, 1) : sizes.join('*');
    return [x![0]!, size];
  },
};

/**
 * Types and shapes of all values of a graph made of the operators above, symbolic sizes kept by name.
 *
 * @throws FragilityError `engine/operator` for an operator without a shape rule.
 */
export function inferTypes(graph: Graph): ReadonlyMap<string, ValueType> {
  const types = new Map<string, ValueType>(graph.inputs.map(({ name, type, shape }) => [name, { type, shape }]));
  graph.constants.forEach(({ type, shape }, name) => types.set(name, { type, shape }));
  for (const node of graph.nodes) {
    const rule = Object.hasOwn(rules, node.op) ? rules[node.op]! : unknown(node);
    const inputs = node.inputs.map((name) => types.get(name)!);
    const shape = rule(
      node,
      inputs.map((input) => input.shape),
    );
    types.set(node.outputs[0]!, { type: inputs[0]!.type, shape });
  }
  return types;
}
