import { describe, expect, it } from '@jest/globals';
import { random } from '@fragility/numerics';
import { boundNetwork } from '../compile.js';
import { outputsAt } from '../evaluate.js';
import { crownRows } from '../margins.js';
import { ballRegion } from '../region.js';
import { relax } from '../relax.js';
import { marginsOf } from '../specification.js';
import { graphOf, nets, pointIn } from '../testing/nets.js';
import { gradientsAt } from './gradients.js';
import { reduced } from './reduce.js';

describe.each(nets)('%s', (name, shape, outputs, body) => {
  const network = boundNetwork(graphOf(name, shape, outputs, body));
  const stream = random(`${name} reduced`);

  it('gives the same outputs and bounds without units that are linear on the region, also reduced once more', () => {
    for (const radius of [0.05, 0.3]) {
      const centre = Float64Array.from({ length: network.inputs }, stream.uniform);
      const region = ballRegion({ centre, radius, norm: 'linf' });
      const whole = relax(network, region);
      const once = reduced(whole);
      const twice = reduced(once.relaxed);
      const rows = marginsOf(0, outputs);
      const bounds = crownRows(whole, rows);
      for (const { relaxed } of [once, twice]) {
        crownRows(relaxed, rows).forEach((v, i) => expect(v).toBeCloseTo(bounds[i]!, 10));
        const x = pointIn(stream, centre, radius, 'linf', region);
        const expected = outputsAt(network, x);
        outputsAt(relaxed.network, x).forEach((v, k) => expect(v).toBeCloseTo(expected[k]!, 10));
      }
      whole.network.steps.forEach((step, k) => {
        const { units } = reduced(whole, () => true);
        if (units[k] && step.kind === 'activation') expect(units[k].length).toBe(network.sizes[k + 1]);
      });
    }
  });

  it('has the gradients of differences', () => {
    const x = Float64Array.from({ length: 2 * network.inputs }, stream.normal);
    const row = Float64Array.from({ length: outputs }, stream.normal);
    const { gradients, values } = gradientsAt(network, x, 2, () => Float64Array.from([...row, ...row]));
    expect([...values[network.last]!.subarray(0, outputs)]).toEqual([...outputsAt(network, x, 2).subarray(0, outputs)]);
    const value = (at: Float64Array): number => outputsAt(network, at).reduce((sum, v, k) => sum + v * row[k]!, 0);
    const own = x.slice(network.inputs);
    for (let k = 0; k < Math.min(6, network.inputs); k++) {
      const [up, down] = [own.slice(), own.slice()];
      up[k]! += 1e-6;
      down[k]! -= 1e-6;
      expect(gradients[network.inputs + k]).toBeCloseTo((value(up) - value(down)) / 2e-6, 5);
    }
  });
});

it('drops units that are 0 and multiplies those that are linear into the outputs', () => {
  const network = boundNetwork(
    graphOf('known', [1], 1, (b, x) => {
      const constant = (shape: number[], ...data: number[]): string =>
        b.constant({ type: 'float64', shape, data: Float64Array.from(data) });
      const hidden = b.node('Gemm', [x, constant([3, 1], 1, 1, 1), constant([3], 9, -9, 0)], { transB: 1 });
      return b.node('Gemm', [b.node('Relu', [hidden]), constant([1, 3], 2, 3, 5), constant([1], 1)], { transB: 1 });
    }),
  );
  const region = ballRegion({ centre: new Float64Array(1), radius: 1, norm: 'linf' });
  const { relaxed, units } = reduced(relax(network, region));
  expect(units[1]).toEqual(Int32Array.of(2));
  expect(relaxed.network.sizes).toEqual([1, 1, 1, 1]);
  // 2 (x + 9) + 5 max(0, x) + 1
  expect(outputsAt(relaxed.network, Float64Array.of(0.5))[0]).toBeCloseTo(22.5, 12);
});
