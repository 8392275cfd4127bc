import type { LinearMap } from '../maps/map.js';
import type { BoundNetwork } from '../network.js';
import type { Lines, Relaxation } from '../passes/relaxation.js';
import type { Region } from '../region.js';
import { BYTES } from './layout.js';
import { bytesOfPlaces, placesAt, type Places } from './places.js';
import { fits, storeOf, type Store } from './store.js';

const mapsOf = ({ steps }: BoundNetwork, value: number): LinearMap[] =>
  steps.slice(0, value).flatMap((step) => (step.kind === 'linear' ? step.terms.map(({ map }) => map) : []));

/** Bytes that the values up to one, and what belongs to their steps, take. */
const bytesOf = ({ sizes }: BoundNetwork, value: number): number =>
  sizes
    .slice(0, value + 1)
    .reduce(
      (sum, n) => sum + bytesOfPlaces(n) + n * (BYTES.lines + 2 * BYTES.place) + 4 * BYTES.side,
      BYTES.side + sizes[0]! * BYTES.pair + BYTES.side,
    );

/** Whether rows of a value can be substituted side by side: sparse maps before it that memory holds, and relaxations that all rows share. */
export function isSideBySide(
  network: BoundNetwork,
  relaxations: readonly (Relaxation | undefined)[],
  value: number,
): boolean {
  const maps = mapsOf(network, value);
  return (
    maps.some(({ sparse }) => sparse) &&
    maps.every(({ sparse, dense }) => sparse ?? dense) &&
    fits(bytesOf(network, value), maps) &&
    network.steps.slice(0, value).every((step, k) => {
      const own = relaxations[k];
      return step.kind === 'linear' || own?.kind === 'picks' || (own?.kind === 'lines' && own.stride === 0);
    })
  );
}

/** Pairs or quadruples of numbers, place by place, at an address. */
function write({ numbers }: Store, address: number, arrays: readonly Float64Array[]): void {
  const n = arrays.length;
  arrays.forEach((array, q) => {
    for (let k = 0, at = address / BYTES.number + q; k < array.length; k++, at += n) numbers[at] = array[k]!;
  });
}

/** Units of an activation whose lines are not zero: all of them, and room for a list of some. */
interface Kept {
  readonly list: number;
  readonly count: number;
  readonly is: Uint8Array;
  readonly some: number;
}

/** What a pass over the steps before a value needs of each, in memory. */
export interface Laid {
  readonly store: Store;
  readonly places: readonly Places[];
  /** By step: the bias of a linear one, twice; the lines of an activation. */
  readonly factors: readonly number[];
  readonly kept: readonly (Kept | undefined)[];
  /** The ends of the input's box, and the constants of the rows. */
  readonly ends: number;
  readonly constants: number;
}

/** Writes it; it holds until memory is next asked for. */
export function layOut(
  network: BoundNetwork,
  region: Region,
  relaxations: readonly (Relaxation | undefined)[],
  value: number,
): Laid {
  const { steps, sizes } = network;
  const store = storeOf(bytesOf(network, value), mapsOf(network, value));
  let next: number = BYTES.side;
  const take = (size: number): number => {
    const at = next;
    next += Math.ceil(size / BYTES.side) * BYTES.side;
    return at;
  };
  const places = sizes.slice(0, value + 1).map((n) => placesAt(take(bytesOfPlaces(n)), n, store));
  const ends = take(sizes[0]! * BYTES.pair);
  write(store, ends, [region.lower, region.upper]);
  const kept: (Kept | undefined)[] = [];
  const factors = steps.slice(0, value).map((step, k) => {
    const n = sizes[k + 1]!;
    if (step.kind === 'maximum') return 0;
    if (step.kind === 'linear') {
      const at = take(n * BYTES.pair);
      write(store, at, [step.bias, step.bias]);
      return at;
    }
    const { lowerSlope, lowerIntercept, upperSlope, upperIntercept } = relaxations[k] as Lines;
    const [at, list, some] = [take(n * BYTES.lines), take(n * BYTES.place), take(n * BYTES.place)] as const;
    write(store, at, [lowerSlope, lowerIntercept, upperSlope, upperIntercept]);
    const is = new Uint8Array(n);
    let count = 0;
    for (let i = 0; i < n; i++) {
      if (lowerSlope[i] === 0 && upperSlope[i] === 0 && lowerIntercept[i] === 0 && upperIntercept[i] === 0) continue;
      is[i] = 1;
      store.integers[list / BYTES.place + count++] = BYTES.place * i;
    }
    kept[k] = { list, count, is, some };
    return at;
  });
  return { store, places, factors, kept, ends, constants: 0 };
}
