import { expect, it } from '@jest/globals';
import { asDifferentiable } from '@fragility/model';
import { GraphBuilder } from '../../graph/builder.js';
import type { Graph } from '../../graph/graph.js';
import { filled, integers } from '../../graph/tensors.js';
import { writeModel } from '../../onnx/model.js';
import { weights } from '../../testing/gradient.js';
import { data, difference } from '../../testing/networks.js';
import { onnxClassifier } from '../classifier.js';

const none = { type: 'float32', shape: [] } as const;
const [alpha, beta, bias] = [0.5, 0.75, 1];

/** Local response normalisation of `x` [n, 4, 3, 3]. */
type Norm = (b: GraphBuilder, x: string) => string;

const operator: Norm = (b, x) =>
  b.node('LRN', [x], { size: 3, alpha: { float: alpha }, beta: { float: beta }, bias: { float: bias } });

/** As PyTorch's exporter without dynamo writes it: windows over channels by a pooling of five axes, whose axis an If takes away. */
const exported: Norm = (b, x) => {
  const list = (...values: number[]): string => b.constant(integers(values));
  const number = (value: number): string => b.constant(filled('float32', [], value));
  const shape = b.node('Shape', [x]);
  const first = b.node('Slice', [shape, list(0), list(1)]);
  const wide = b.node('Concat', [first, list(1), list(4, 3), list(-1)], { axis: 0 });
  const squares = b.node('Reshape', [b.node('Mul', [x, x]), wide]);
  const padded = b.node('Pad', [squares, list(0, 0, 1, 0, 0, 0, 0, 1, 0, 0)]);
  const means = b.node('AveragePool', [padded], { kernel_shape: [3, 1, 1], count_include_pad: 1 });
  const one = { ...integers([1]), shape: [] };
  const size = b.node('Gather', [b.node('Shape', [means]), b.constant(one)]);
  const [squeezed, kept] = [new GraphBuilder('squeezed'), new GraphBuilder('kept')];
  squeezed.output({ name: squeezed.node('Squeeze', [means, list(1)], {}, 'narrow'), ...none });
  kept.output({ name: kept.node('Identity', [means], {}, 'same'), ...none });
  const branches = { then_branch: { graph: squeezed.build() }, else_branch: { graph: kept.build() } };
  const windows = b.node('If', [b.node('Equal', [size, b.constant(one)])], branches);
  const scaled = b.node('Mul', [b.node('Reshape', [windows, shape]), number(alpha)]);
  return b.node('Div', [x, b.node('Pow', [b.node('Add', [scaled, number(bias)]), number(beta)])]);
};

function model(norm: Norm, batch: string | number): Graph {
  const b = new GraphBuilder('local response');
  const x = b.input({ name: 'x', type: 'float32', shape: [batch, 4, 3, 3] });
  const flat = b.node('Flatten', [norm(b, x)]);
  b.node('MatMul', [flat, b.constant(weights([36, 3], 'float32', 1))], {}, 'y');
  b.output({ name: 'y', type: 'float32', shape: [batch, 3] });
  return b.build();
}

const inputs = data(5, 36);
const cotangent = data(5, 3, 4);

it.each(['n', 1])(
  'local response normalisation written as a pooling is the operator, gradients too, for a batch of %s',
  async (batch) => {
    const [found, plain] = [
      await onnxClassifier(writeModel(model(exported, batch))),
      await onnxClassifier(writeModel(model(operator, 'n'))),
    ];
    const [a, b] = [await asDifferentiable(found).vjp(inputs), await asDifferentiable(plain).vjp(inputs)];
    expect(difference(a.logits.data, b.logits.data)).toBeLessThan(1e-6);
    expect(difference((await a.backward(cotangent)).data, (await b.backward(cotangent)).data)).toBeLessThan(1e-5);
    await Promise.all([found.dispose!(), plain.dispose!()]);
  },
);
