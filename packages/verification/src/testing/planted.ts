import { boundNetwork, GraphBuilder, type BoundNetwork } from '@fragility/engine';

/** A network of rectified layers of known weights, row-major. */
export function planted(inputs: number, layers: readonly { weight: number[]; bias: number[] }[]): BoundNetwork {
  const b = new GraphBuilder('planted');
  let x = b.input({ name: 'x', type: 'float64', shape: ['batch', inputs] });
  let from = inputs;
  layers.forEach(({ weight, bias }, k) => {
    const constant = (shape: number[], data: number[]): string =>
      b.constant({ type: 'float64', shape, data: Float64Array.from(data) });
    x = b.node('Gemm', [x, constant([bias.length, from], weight), constant([bias.length], bias)], { transB: 1 });
    if (k < layers.length - 1) x = b.node('Relu', [x]);
    from = bias.length;
  });
  b.output({ name: x, type: 'float64', shape: ['batch', from] });
  return boundNetwork(b.build());
}
