import { normalQuantile } from '../statistics/normal.js';
import type { Random } from '../types.js';
import { philox } from './philox.js';

type Key = readonly [number, number];

/** Mixes a key with a name into a new key: the name's UTF-16 units are absorbed two at a time by Philox. */
function derive([k0, k1]: Key, name: string): Key {
  const state = Uint32Array.of(k0, k1, 0, 0);
  for (let at = 0; at <= name.length; at += 2) {
    const unit = name.charCodeAt(at) | (name.charCodeAt(at + 1) << 16);
    philox(state[2]!, state[3]!, unit >>> 0, name.length, state[0]!, state[1]!, state);
  }
  return [state[0]!, state[1]!];
}

const named = (key: string | number): string => `${typeof key}:${key}`;

function stream(key: Key): Random {
  const words = new Uint32Array(4);
  let block = 0;
  let used = 4;
  const uniform = (): number => {
    if (used === 4) {
      philox(block >>> 0, Math.floor(block / 2 ** 32), 0, 0, key[0], key[1], words);
      block++;
      used = 0;
    }
    const top = words[used]! >>> 5;
    const bottom = words[used + 1]! >>> 6;
    used += 2;
    return (top * 2 ** 26 + bottom + 0.5) * 2 ** -53;
  };
  return { uniform, normal: () => normalQuantile(uniform()), fork: (name) => stream(derive(key, named(name))) };
}

/**
 * A stream of random numbers, counter-based (Philox 4×32-10): the same seed gives the same numbers on every platform.
 *
 * @example random(7).fork('weights').normal(); // does not depend on what else was drawn from random(7)
 */
export const random = (seed: number | string): Random => stream(derive([0, 0], named(seed)));
