import { BYTES, SIDE } from './layout.js';
import type { Store } from './store.js';

/** Numbers of a value for rows side by side, and at which of its places they are: none, those that were touched, or all. */
export interface Places {
  /** Address of the numbers. */
  readonly numbers: number;
  /** Address and length of the list of places that may not be zero. */
  list: number;
  count: number;
  /** Takes all places to be zero. */
  clear(): void;
  /** Lists a place, its numbers zero at first. */
  touch(place: number): void;
  /** Lists the places of some entries of a map. */
  touchColumns(columns: Int32Array, first: number, end: number): void;
  /** Lists all places; only those `kept` of a list where nothing was listed yet. */
  fill(kept?: { readonly list: number; readonly count: number }): void;
}

/** Bytes that the places of a value of a size take. */
export const bytesOfPlaces = (size: number): number => size * (BYTES.side + 2 * BYTES.place);

/** The places of a value, at an address. */
export function placesAt(address: number, size: number, { numbers, integers }: Store): Places {
  const own = address + size * BYTES.side;
  const every = own + size * BYTES.place;
  const first = address / BYTES.number;
  for (let k = 0; k < size; k++) integers[every / BYTES.place + k] = BYTES.place * k;
  const stamps = new Int32Array(size);
  let [stamp, isFilled] = [0, false];
  const zero = (place: number): void => {
    const at = first + place * SIDE;
    for (let i = at; i < at + SIDE; i++) numbers[i] = 0;
  };
  const add = (place: number): void => {
    stamps[place] = stamp;
    zero(place);
    integers[own / BYTES.place + places.count++] = BYTES.place * place;
  };
  const places: Places = {
    numbers: address,
    list: own,
    count: 0,
    clear: () => {
      stamp++;
      places.list = own;
      places.count = 0;
      isFilled = false;
    },
    touch: (place) => {
      if (isFilled) places.fill();
      else if (stamps[place] !== stamp) add(place);
    },
    touchColumns: (columns, begin, end) => {
      if (isFilled) {
        places.fill();
        return;
      }
      const current = stamp;
      for (let e = begin; e < end; e++) if (stamps[columns[e]!] !== current) add(columns[e]!);
    },
    fill: (kept) => {
      if (!isFilled && places.count === 0) numbers.fill(0, first, first + size * SIDE);
      else if (!isFilled) for (let k = 0; k < size; k++) if (stamps[k] !== stamp) zero(k);
      const isFirst = !isFilled && places.count === 0;
      isFilled = true;
      places.list = isFirst && kept ? kept.list : every;
      places.count = isFirst && kept ? kept.count : size;
    },
  };
  places.clear();
  return places;
}
