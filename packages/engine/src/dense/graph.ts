import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import { GraphBuilder } from '../graph/builder.js';
import type { Attribute, Graph } from '../graph/graph.js';
import { filled, inPrecision, transpose, type Precision } from '../graph/tensors.js';

/** Sizes and activation of a layer, whose weights may be elsewhere. */
export type LayerShape = Pick<DenseLayer, 'inputs' | 'outputs' | 'activation'>;

/** z (1 + tanh(√(2/π) (z + 0.044715 z³)))/2: the runtime has the error function in float32 only. */
function gelu(builder: GraphBuilder, z: string, name: string, precision: Precision): string {
  const times = (a: string, b: string): string => builder.node('Mul', [a, b]);
  const number = (value: number): string => builder.constant(filled(precision, [], value));
  const cubic = times(times(times(z, z), z), number(0.044715));
  const gate = builder.node('Tanh', [times(builder.node('Add', [z, cubic]), number(Math.sqrt(2 / Math.PI)))]);
  return builder.node('Mul', [times(z, number(0.5)), builder.node('Add', [gate, number(1)])], {}, name);
}

/** max(0, z)^power by products. */
function power(builder: GraphBuilder, z: string, name: string, exponent: number): string {
  const positive = builder.node('Relu', [z]);
  let value = positive;
  for (let k = 1; k < exponent; k++)
    value = builder.node('Mul', [value, positive], {}, ...(k + 1 === exponent ? [name] : []));
  return value;
}

/** Appends σ to a graph. */
export function activate(
  builder: GraphBuilder,
  activation: Activation,
  from: string,
  name: string,
  precision: Precision,
): string {
  const apply = (op: string, attributes: Record<string, Attribute> = {}): string =>
    builder.node(op, [from], attributes, name);
  switch (activation.kind) {
    case 'identity':
      return from;
    case 'relu':
      return apply('Relu');
    case 'tanh':
      return apply('Tanh');
    case 'gelu':
      return gelu(builder, from, name, precision);
    case 'power':
      return power(builder, from, name, activation.power);
    case 'leaky-relu':
      return apply('LeakyRelu', { alpha: { float: activation.slope } });
  }
}

/**
 * The ONNX graph of a dense network, `input [batch, d] → logits [batch, K]`:
 *
 *     h_k = σ_k(h_{k−1} W_kᵀ + b_k)
 *
 * W is stored transposed, `[inputs, outputs]`, which the runtime packs once.
 *
 * @example denseGraph(layers, 'float32').outputs[0]?.name; // 'logits'
 */
export function denseGraph(layers: readonly DenseLayer[], precision: Precision): Graph {
  const builder = new GraphBuilder('dense network');
  let value = builder.input({ name: 'input', type: precision, shape: ['batch', layers[0]!.inputs] });
  layers.forEach(({ inputs, outputs, weight, bias, activation }, k) => {
    const matrix = { type: precision, shape: [outputs, inputs], data: inPrecision(precision, weight) } as const;
    const w = builder.constant(transpose(matrix), `weight_${k}`);
    const b = builder.constant({ type: precision, shape: [outputs], data: inPrecision(precision, bias) }, `bias_${k}`);
    value = activate(
      builder,
      activation,
      builder.node('Gemm', [value, w, b], {}, `dense_${k}`),
      `activation_${k}`,
      precision,
    );
  });
  const logits = builder.node('Identity', [value], {}, 'logits');
  builder.output({ name: logits, type: precision, shape: ['batch', layers.at(-1)!.outputs] });
  return builder.build();
}
