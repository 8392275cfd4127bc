import { describe, expect, it } from '@jest/globals';
import { boundNetwork, GraphBuilder, outputsAt, type Graph } from '@fragility/engine';
import { random } from '@fragility/numerics';
import { chainOf } from './chain-of.js';
import { evaluate } from './chain.js';

/** A graph of float32 values from an input of a shape. */
function graph(
  shape: number[],
  build: (b: GraphBuilder, x: string, noise: (...sizes: number[]) => string) => string,
): Graph {
  const source = random('graphs');
  const b = new GraphBuilder('graph');
  const x = b.input({ name: 'x', type: 'float32', shape: ['batch', ...shape] });
  const noise = (...sizes: number[]): string =>
    b.constant({
      type: 'float32',
      shape: sizes,
      data: Float32Array.from({ length: sizes.reduce((a, c) => a * c, 1) }, source.normal),
    });
  b.output({ name: build(b, x, noise), type: 'float32', shape: ['batch', 2] });
  return b.build();
}

/** As exporters write ACAS Xu: the mean taken off, products and sums apart. */
const acas = graph([1, 1, 3], (b, x, noise) => {
  const flat = b.node('Flatten', [b.node('Sub', [x, noise(1, 1, 1, 3)])], { axis: 1 });
  const hidden = b.node('Relu', [b.node('Add', [b.node('MatMul', [flat, noise(3, 4)]), noise(4)])]);
  return b.node('Add', [b.node('MatMul', [hidden, noise(4, 2)]), noise(2)]);
});

describe('chainOf', () => {
  it('computes what the network does, sums that follow products in their layer', () => {
    const network = boundNetwork(acas);
    const chain = chainOf(network)!;
    expect(chain.map(({ inputs, outputs, rectified }) => [inputs, outputs, rectified])).toEqual([
      [3, 3, false],
      [3, 4, true],
      [4, 2, false],
    ]);
    const x = Float64Array.of(0.3, -0.2, 1);
    Array.from(outputsAt(network, x)).forEach((y, k) => expect(evaluate(chain, x)[k]).toBeCloseTo(y, 12));
  });

  it('takes convolutions as their matrices', () => {
    const network = boundNetwork(
      graph([1, 3, 3], (b, x, noise) => {
        const hidden = b.node('Relu', [b.node('Conv', [x, noise(2, 1, 2, 2), noise(2)], { kernel_shape: [2, 2] })]);
        return b.node('Gemm', [b.node('Flatten', [hidden], { axis: 1 }), noise(8, 2), noise(2)]);
      }),
    );
    const x = Float64Array.from({ length: 9 }, (_, k) => Math.sin(k));
    Array.from(outputsAt(network, x)).forEach((y, k) => expect(evaluate(chainOf(network)!, x)[k]).toBeCloseTo(y, 12));
  });

  it('is none of networks with branches or other activations', () => {
    const branch = graph([2], (b, x) => b.node('Add', [b.node('Relu', [x]), x]));
    const tanh = graph([2], (b, x) => b.node('Tanh', [x]));
    const bare = graph([2], (b, x) => b.node('Relu', [x]));
    for (const each of [branch, tanh, bare]) expect(chainOf(boundNetwork(each))).toBeUndefined();
  });
});
