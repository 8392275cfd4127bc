import type { GraphBuilder } from '../../graph/builder.js';
import type { Node } from '../../graph/graph.js';
import { filled } from '../../graph/tensors.js';
import { float } from '../../rules/rule.js';
import type { Rewrite } from './rewrite.js';

type Emit = (op: string, ...inputs: readonly (string | number)[]) => string;

/** Writes an operator as a formula of others; numbers become constants. */
const formula =
  (write: (x: string, emit: Emit, node: Node) => readonly [string, ...(string | number)[]]): Rewrite =>
  (node, { builder, precision }) => {
    const named = (value: string | number, to: GraphBuilder): string =>
      typeof value === 'number' ? to.constant(filled(precision, [], value)) : value;
    const emit: Emit = (op, ...inputs) =>
      builder.node(
        op,
        inputs.map((each) => named(each, builder)),
      );
    const [op, ...inputs] = write(node.inputs[0]!, emit, node);
    const last = inputs.map((each) => named(each, builder));
    builder.append({ name: node.name, op, inputs: last, outputs: [node.outputs[0]!], attributes: {} });
    return true;
  };

/** x Φ(x), with Φ the normal distribution function, or its approximation by tanh. */
const gelu = formula((x, emit, { attributes }) => {
  if (attributes['approximate'] === 'tanh') {
    const cubic = emit('Mul', emit('Mul', emit('Mul', x, x), x), 0.044715);
    const inner = emit('Mul', emit('Add', x, cubic), Math.sqrt(2 / Math.PI));
    return ['Mul', emit('Mul', x, 0.5), emit('Add', emit('Tanh', inner), 1)];
  }
  return ['Mul', emit('Mul', x, 0.5), emit('Add', emit('Erf', emit('Mul', x, Math.SQRT1_2)), 1)];
});

/** Operators that are formulas of others. */
export const decompositions = {
  /** max(x, 0) + min(α(e^(x/α) − 1), 0) */
  Celu: formula((x, emit, node) => {
    const alpha = float(node, 'alpha', 1);
    return ['Mul', emit('Elu', emit('Div', x, alpha)), alpha];
  }),
  Gelu: gelu,
  /** x tanh(softplus x) */
  Mish: formula((x, emit) => ['Mul', x, emit('Tanh', emit('Softplus', x))]),
  /** (x_1 + … + x_n) / n */
  Mean: formula((_, emit, { inputs }) => ['Mul', emit('Sum', ...inputs), 1 / inputs.length]),
  /** x / (1 + |x|) */
  Softsign: formula((x, emit) => ['Div', x, emit('Add', emit('Abs', x), 1)]),
  /** x where x > α, else 0 */
  ThresholdedRelu: formula((x, emit, node) => ['Where', emit('Greater', x, float(node, 'alpha', 1)), x, 0]),
} satisfies Record<string, Rewrite>;
