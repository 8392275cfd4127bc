import type { LinearMap } from '../maps/map.js';
import type { LinearStep } from '../network.js';
import type { Picks } from '../passes/relaxation.js';
import type { Region } from '../region.js';
import type { Laid } from './laid.js';
import { BYTES, SIDE } from './layout.js';
import type { Places } from './places.js';
import type { Store } from './store.js';

/** Share of the rows of a map from which all of its columns are taken to be touched. */
const SHARE = 1 / 4;

const endOf = ({ list, count }: { readonly list: number; readonly count: number }): number =>
  list + BYTES.place * count;

/** Places of a list, as they are. */
const listed = ({ list, count }: { readonly list: number; readonly count: number }, integers: Int32Array): Int32Array =>
  integers.subarray(list / BYTES.place, list / BYTES.place + count);

function throughMap({ kernels, integers, placed }: Store, map: LinearMap, from: Places, to: Places): void {
  const { values, columns, starts } = placed(map);
  if (map.sparse && from.count < SHARE * map.rows) {
    const { starts: first, columns: all } = map.sparse;
    for (const at of listed(from, integers)) {
      const r = at / BYTES.place;
      to.touchColumns(all, first[r]!, first[r + 1]!);
    }
  } else to.fill();
  const args = [from.list, endOf(from), from.numbers, to.numbers] as const;
  if (map.sparse) kernels.pullSparse(...args, starts, values, columns);
  else kernels.pullDense(...args, values, 2 * map.columns);
}

export function throughLinear(laid: Laid, { terms }: LinearStep, k: number, from: Places): void {
  const { store, factors, places, constants } = laid;
  store.kernels.addEnds(from.list, endOf(from), from.numbers, factors[k]!, constants);
  for (const term of terms) throughMap(store, term.map, from, places[term.from]!);
}

export function throughActivation(
  { store, factors, kept, constants }: Laid,
  k: number,
  from: Places,
  to: Places,
): void {
  const { is, some, ...own } = kept[k]!;
  let used: { list: number; count: number } = own;
  if (from.count < SHARE * is.length) {
    const { integers } = store;
    let count = 0;
    for (const at of listed(from, integers))
      if (is[at / BYTES.place] === 1) {
        to.touch(at / BYTES.place);
        integers[some / BYTES.place + count++] = at;
      }
    used = { list: some, count };
  } else {
    from.fill();
    to.fill(own);
  }
  if (used.count > 0)
    store.kernels.throughLines(used.list, endOf(used), from.numbers, to.numbers, factors[k]!, constants);
}

export function throughMaximum({ store, constants }: Laid, picks: Picks, from: Places, to: Places): void {
  const { numbers, integers } = store;
  const { below, above, ceiling } = picks;
  for (const at of listed(from, integers)) {
    const k = at / BYTES.place;
    const own = (from.numbers + k * BYTES.side) / BYTES.number;
    for (let i = 0; i < SIDE; i++) {
      const factor = numbers[own + i]!;
      if (factor === 0) continue;
      const pick = factor > 0 ? below[k]! : above[k]!;
      if (pick < 0) numbers[constants / BYTES.number + i]! += factor * ceiling[k]!;
      else {
        to.touch(pick);
        numbers[(to.numbers + pick * BYTES.side) / BYTES.number + i]! += factor;
      }
    }
  }
}

/** The least of what the rows of a group say of the input, over the region. */
export function minima({ store, ends, constants, places }: Laid, region: Region): Float64Array {
  const { numbers, integers, kernels } = store;
  const [input] = places as [Places];
  const constant = constants / BYTES.number;
  if (region.isBox) {
    if (input.count > 0) kernels.addEnds(input.list, endOf(input), input.numbers, ends, constants);
    return numbers.slice(constant, constant + SIDE);
  }
  const d = region.lower.length;
  const [rows, least] = [new Float64Array(SIDE * d), new Float64Array(SIDE)];
  for (const at of listed(input, integers)) {
    const k = at / BYTES.place;
    for (let i = 0; i < SIDE; i++) rows[i * d + k] = numbers[(input.numbers + k * BYTES.side) / BYTES.number + i]!;
  }
  region.minima(rows, SIDE, least);
  return least.map((v, i) => v + numbers[constant + i]!);
}
