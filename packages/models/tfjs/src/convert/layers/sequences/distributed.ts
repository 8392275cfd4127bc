import { fail } from '../../../error.js';
import { describe } from '../../../layers-model/layer.js';
import { PLAIN } from '../../emitter.js';
import type { LayerRule } from '../rule.js';

/**
 * The two ends of a TimeDistributed, between which its layer sees every place of a sequence as an example: [n, places, …] → [n · places, …],
 * and back for the value that the sequence is given with.
 */
const ends: LayerRule = (step, [given, sequence], e) => {
  const { name, shape } = e.plain(given!);
  const places = sequence ? sequence.shape[0]! : undefined;
  if (places === undefined && shape.length < 2)
    fail('shape', {
      given: `${describe(step)} gets values of shape [${shape.join(', ')}]`,
      expected: '[places, …]',
      remedy: 'change the layer',
    });
  const made = places === undefined ? shape.slice(1) : [places, ...shape];
  return { name: e.emit(step, 'Reshape', [name, e.integers([-1, ...made])]), shape: made, layout: PLAIN };
};

export const distributed: Readonly<Record<string, LayerRule>> = { TimeDistributed: ends };
