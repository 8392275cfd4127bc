import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import { GraphBuilder } from '../graph/builder.js';
import type { Attribute, Graph } from '../graph/graph.js';
import { inPrecision, transpose, type Precision } from '../graph/tensors.js';

/** Sizes and activation of a layer, whose weights may be elsewhere. */
export type LayerShape = Pick<DenseLayer, 'inputs' | 'outputs' | 'activation'>;

/** Appends σ to a graph. */
export function activate(builder: GraphBuilder, activation: Activation, from: string, name: string): string {
  const apply = (op: string, attributes: Record<string, Attribute> = {}): string =>
    builder.node(op, [from], attributes, name);
  switch (activation.kind) {
    case 'identity':
      return from;
    case 'relu':
      return apply('Relu');
    case 'tanh':
      return apply('Tanh');
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
    value = activate(builder, activation, builder.node('Gemm', [value, w, b], {}, `dense_${k}`), `activation_${k}`);
  });
  const logits = builder.node('Identity', [value], {}, 'logits');
  builder.output({ name: logits, type: precision, shape: ['batch', layers.at(-1)!.outputs] });
  return builder.build();
}
