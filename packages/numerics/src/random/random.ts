import { FragilityError } from '../error.js';
import { normalQuantile } from '../statistics/normal.js';
import type { Random } from '../types.js';
import { philox } from './philox.js';

/** 128 bits that name a stream: two key words, and the upper two counter words. */
type Name = readonly [number, number, number, number];

const ROOT: Name = [0, 0, 0, 0];

/** The words of a key: its type and length, then its float64 bits or its UTF-16 units, so that 1 and '1' differ. */
function words(key: string | number): number[] {
  if (typeof key === 'number') {
    if (!Number.isFinite(key)) {
      throw new FragilityError(
        {
          given: `the key ${key} was given`,
          expected: 'a string or a finite number',
          remedy: 'name the stream with one',
        },
        { where: 'numerics/random', code: 'numerics/seed', kind: 'failure' },
      );
    }
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, key + 0);
    return [1, 0, view.getUint32(0), view.getUint32(4)];
  }
  const list = [2, key.length];
  for (let k = 0; k < key.length; k++) list.push(key.charCodeAt(k));
  return list;
}

/** Name of the stream `key` under `parent`: `s ← s ⊕ philox(counter s, key (m₀, m₁))` over the key's words, two at a time. */
function child(parent: Name, key: string | number): Name {
  const message = words(key);
  const state = Uint32Array.from(parent);
  const mixed = new Uint32Array(4);
  for (let k = 0; k < message.length; k += 2) {
    philox(mixed, state[0]!, state[1]!, state[2]!, state[3]!, message[k]!, message[k + 1] ?? 0);
    for (let i = 0; i < 4; i++) state[i]! ^= mixed[i]!;
  }
  return [state[0]!, state[1]!, state[2]!, state[3]!];
}

function stream(name: Name): Random {
  const bits = new Uint32Array(4);
  const position = new Uint32Array(2);
  let spare = false;

  const uniform = (): number => {
    if (spare) {
      spare = false;
      return ((bits[2]! >>> 6) * 0x8000000 + (bits[3]! >>> 6) * 2 + 1) / 0x20000000000000;
    }
    philox(bits, position[0]!, position[1]!, name[2], name[3], name[0], name[1]);
    position[0]!++;
    if (position[0] === 0) position[1]!++;
    spare = true;
    return ((bits[0]! >>> 6) * 0x8000000 + (bits[1]! >>> 6) * 2 + 1) / 0x20000000000000;
  };
  return {
    uniform,
    normal: () => normalQuantile(uniform()),
    fork: (key) => stream(child(name, key)),
  };
}

/**
 * A stream of random numbers that is the same on every platform, for ever: Philox4x32-10, keyed by a hash of the seed and of the path of forks.
 *
 * `uniform()` is `(2k + 1) / 2⁵³` for 52 random bits k: never 0, never 1, symmetric about ½ to the bit. `normal()` is Φ⁻¹ of one such number.
 * A fork depends on the seed and its keys alone, so work may be done in any order. The number 1 and the string '1' are different seeds.
 *
 * @throws FragilityError `numerics/seed` when a seed or key is NaN or infinite.
 * @example
 * const data = random(20240616).fork('data');
 * data.normal() === random(20240616).fork('data').normal(); // true
 */
export const random = (seed: number | string): Random => stream(child(ROOT, seed));
