import { expect, it } from '@jest/globals';
import { collect, steepened } from '@fragility/attack/conformance';
import { EACH } from './testing/attacks.js';
import { problem } from './testing/problem.js';

it.each(EACH)(
  '%s in %s finds the same where logits are a million times larger, or smaller',
  async (name, norm, { attack, quick }) => {
    const { model, examples } = problem(1, true, 3, 1);
    const params = name === 'ddn' ? { ...(quick as object), loss: 'margin' } : quick;
    const at = async (factor: number): Promise<number[]> =>
      (await collect(steepened(model, factor), attack, examples, { norm, params, seed: 1 })).map(
        ({ distance }) => distance,
      );
    const expected = await at(1);
    for (const factor of [1e-6, 1e6])
      (await at(factor)).forEach((distance, i) => expect(Math.abs(distance / expected[i]! - 1)).toBeLessThan(1e-3));
  },
);
