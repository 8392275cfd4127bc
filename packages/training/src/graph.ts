import { isResidual } from './residual.js';
import { activate, GraphBuilder, withGradients, type LayerShape, type Graph, type Precision } from '@fragility/engine';

/** A graph whose inputs are a batch and the weights, and whose outputs are the loss and its gradients. */
export interface TrainingGraph {
  readonly graph: Graph;
  /** Names of the weights' inputs, layer by layer. */
  readonly parameters: readonly string[];
  /** Names of their gradients, in the same order. */
  readonly gradients: readonly string[];
}

/**
 * The loss of a dense network and the gradients with respect to its weights:
 *
 *     cross-entropy  scale · Σ target ∘ log softmax(f(input)),   squared error  scale · Σ (f(input) − target)²
 *
 * With `residual`, layers add their input to their output where {@link isResidual}.
 * Inputs `input [batch, d]`, `target [batch, K]`, `scale []`, `weight_k [outputs, inputs]`, `bias_k [outputs]`; output `loss []`.
 */
export function trainingGraph(
  layers: readonly LayerShape[],
  loss: 'cross-entropy' | 'squared-error',
  precision: Precision,
  bias: boolean,
  residual = false,
): TrainingGraph {
  const b = new GraphBuilder('dense network training');
  const port = (name: string, shape: (number | string)[]): string => b.input({ name, type: precision, shape });
  let value = port('input', ['batch', layers[0]!.inputs]);
  const target = port('target', ['batch', layers.at(-1)!.outputs]);
  const scale = port('scale', []);
  const parameters: string[] = [];
  layers.forEach(({ inputs, outputs, activation }, k) => {
    const own = [port(`weight_${k}`, [outputs, inputs]), ...(bias ? [port(`bias_${k}`, [outputs])] : [])];
    parameters.push(...own);
    const before = value;
    value = activate(
      b,
      activation,
      b.node('Gemm', [before, ...own], { transB: 1 }, `dense_${k}`),
      `activation_${k}`,
      precision,
    );
    if (residual && isResidual(layers, k)) value = b.node('Add', [before, value], {}, `residual_${k}`);
  });
  const terms = (): string => {
    if (loss === 'cross-entropy') return b.node('Mul', [b.node('LogSoftmax', [value], { axis: -1 }), target]);
    const residual = b.node('Sub', [value, target]);
    return b.node('Mul', [residual, residual]);
  };
  b.node('Mul', [b.node('ReduceSum', [terms()], { keepdims: 0 }), scale], {}, 'loss');
  b.output({ name: 'loss', type: precision, shape: [] });
  return { parameters, ...withGradients(b.build(), { of: 'loss', wrt: parameters }) };
}
