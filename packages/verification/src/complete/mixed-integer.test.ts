import { expect, it } from '@jest/globals';
import { outputsAt } from '@fragility/engine';
import { random } from '@fragility/numerics';
import { smallestByMip } from '../testing/mixed-integer.js';
import { randomNetwork } from '../testing/networks.js';
import { smallestPerturbation } from './index.js';

it.each(['linf', 'l1'] as const)(
  'finds what a mixed-integer program finds, in %s',
  async (norm) => {
    let compared = 0;
    for (let k = 0; k < 6; k++) {
      const stream = random(`program ${k}`);
      const network = randomNetwork(k % 2 ? [4, 8, 6, 3] : [6, 10, 3], stream);
      const centre = Float64Array.from({ length: network.inputs }, stream.uniform);
      const outputs = outputsAt(network, centre);
      const label = outputs.indexOf(Math.max(...outputs));
      const others = [0, 1, 2].filter((j) => j !== label);
      const radii = await Promise.all(others.map((j) => smallestByMip(network, { centre, norm }, label, j)));
      const found = await smallestPerturbation(network, { centre, norm, box: [0, 1] }, label);
      expect(found.exact).toBe(true);
      const least = Math.min(...radii);
      if (least === Infinity) expect(found.upper).toBe(Infinity);
      else expect(Math.abs(found.upper / least - 1)).toBeLessThan(1e-7);
      if (least < Infinity) compared++;
    }
    expect(compared).toBeGreaterThanOrEqual(4);
  },
  60_000,
);
