import { elementCode } from '../onnx/tensors/element.js';
import { readsOf } from './bodies.js';
import type { Differentiated } from './differentiate.js';
import { GraphBuilder } from './builder.js';
import type { Graph, Node } from './graph.js';

const COMPARISONS = new Set([
  'And',
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'IsNaN',
  'Less',
  'LessOrEqual',
  'Not',
  'Or',
  'Xor',
]);

/** What a graph's values that are truth values written as numbers, 0 and 1, are written from. */
function truths({ inputs, nodes }: Graph): ReadonlyMap<string, string> {
  const booleans = new Set(inputs.filter(({ type }) => type === 'bool').map(({ name }) => name));
  nodes.filter(({ op }) => COMPARISONS.has(op)).forEach(({ outputs }) => booleans.add(outputs[0]!));
  const casts = nodes.filter(({ op, inputs: [x] }) => op === 'Cast' && booleans.has(x!));
  return new Map(casts.map(({ inputs: [x], outputs: [y] }) => [y!, x!]));
}

const isByItself = ({ op, inputs: [a, b] }: Node): boolean => op === 'Div' && a === b;

/**
 * The reverse pass with
 *
 *     0 ∘ slope = 0 ∘ mask = 0
 *
 * for slopes that are infinite or NaN and cotangents that are, where the products are NaN otherwise: what `Where`, `Clip` or `Relu` do not
 * take has no part in the result, whatever its slope. Undefined where a value is divided by itself, whose slope at 0 is the limit's.
 */
export function keepingZeros({ forward, backward, cotangent }: Differentiated): Graph | undefined {
  if (forward.nodes.some(isByItself)) return undefined;
  const builder = GraphBuilder.from({ ...backward, nodes: [], outputs: [] });
  builder.reserve(backward.nodes.flatMap(({ outputs }) => outputs));
  const [from, carried] = [truths(backward), new Set([cotangent])];
  for (const node of backward.nodes) {
    const [a, b] = node.inputs as [string, string];
    const passed = carried.has(a) ? a : b;
    const other = passed === a ? b : a;
    const [name] = node.outputs as [string];
    const isCarried = readsOf(node).some((each) => carried.has(each));
    if (isCarried) node.outputs.forEach((each) => carried.add(each));
    const isProduct = (node.op === 'Mul' || (node.op === 'Div' && passed === a)) && isCarried;
    const mask = node.op === 'Mul' ? from.get(other) : undefined;
    if (!isProduct) builder.append(node);
    else if (mask !== undefined) builder.node('Where', [mask, passed, other], {}, name);
    else {
      const product = builder.node(node.op, node.inputs);
      const some = builder.node('Cast', [passed], { to: elementCode('bool') });
      builder.node('Where', [some, product, passed], {}, name);
    }
  }
  backward.outputs.forEach((port) => builder.output(port));
  return builder.build();
}
