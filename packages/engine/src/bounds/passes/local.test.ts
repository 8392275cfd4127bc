import { expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { boundNetwork } from '../compile.js';
import { relax } from '../relax.js';
import { balls, graphOf, type Body } from '../testing/nets.js';
import { isLocal, substituteLocally } from './local.js';
import { substitute } from './substitute.js';

const conv =
  (channels: number, from: number): Body =>
  (b, x, w) =>
    b.node('Conv', [x, w(channels, from, 3, 3), w(channels)], { pads: [1, 1, 1, 1] });

/** Two convolutions with a maximum and a sum around them, on images that are large beside what a unit sees. */
const body: Body = (b, x, w) => {
  const one = b.node('Relu', [conv(3, 1)(b, x, w)]);
  const most = b.node('MaxPool', [one], { kernel_shape: [2, 2], strides: [1, 1] });
  const shape = b.constant({ type: 'int64', shape: [2], data: BigInt64Array.of(-1n, 363n) });
  const two = b.node('Add', [conv(3, 3)(b, most, w), most]);
  return b.node('Gemm', [b.node('Reshape', [two, shape]), w(2, 363), w(2)], { transB: 1 });
};

it('bounds of units that depend on little are those of backward substitution', () => {
  const network = boundNetwork(graphOf('local', [1, 12, 12], 2, body));
  const value = network.steps.length - 1;
  expect(isLocal(network, value)).toBe(true);
  expect(isLocal(network, network.last)).toBe(false);
  const n = network.sizes[value]!;
  const units = Int32Array.from({ length: n }, (_, k) => k);
  for (const { region } of balls(random('local'), network.inputs)) {
    const { relaxations } = relax(network, region);
    for (const sign of [1, -1] as const) {
      const a = new Float64Array(n * n);
      for (let k = 0; k < n; k++) a[k * n + k] = sign;
      const { lower } = substitute(network, region, relaxations, { value, m: n, a });
      substituteLocally(network, region, relaxations, value, units, sign).forEach((v, k) =>
        expect(v).toBeCloseTo(lower[k]!, 11),
      );
    }
  }
});
