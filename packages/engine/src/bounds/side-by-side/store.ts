import { memoryOf } from '@fragility/numerics/web-assembly';
import type { LinearMap } from '../maps/map.js';
import { sideKernels, type SideKernels } from './kernels.js';
import { BYTES, QUAD, TWO } from './layout.js';

/** Addresses of a map's entries: rows' first entries and columns as four times their numbers. */
export interface PlacedMap {
  readonly values: number;
  readonly columns: number;
  readonly starts: number;
}

/** Memory that kernels work on: numbers of the call at hand at its beginning, behind them entries of maps, which stay from call to call. */
export interface Store {
  readonly numbers: Float64Array;
  readonly integers: Int32Array;
  readonly kernels: SideKernels;
  placed(map: LinearMap): PlacedMap;
}

interface Room extends Store {
  readonly call: number;
  readonly size: number;
  next: number;
  places: WeakMap<Float64Array, PlacedMap>;
}

/** Bytes for a call, and for maps, at least. */
const [CALL, MAPS] = [1 << 22, 1 << 25] as const;

const aligned = (bytes: number): number => Math.ceil(bytes / BYTES.side) * BYTES.side;
const valuesOf = (map: LinearMap): Float64Array => map.dense ?? map.sparse!.values;

/** Entries of a row as they are kept: by twos, at least one two, those of no number being 0 in the first column. */
const kept = (entries: number): number => Math.max(1, Math.ceil(entries / TWO)) * TWO;

/** Bytes of a map: a dense one is filled up to four rows, the rows of a sparse one as `kept` says. */
const bytesOf = (map: LinearMap): number =>
  aligned(
    map.sparse
      ? (map.entries + TWO * map.rows) * (BYTES.number + BYTES.place) + (map.rows + 1) * BYTES.place
      : Math.ceil(map.rows / QUAD) * QUAD * map.columns * BYTES.number,
  );

/** Most bytes that are taken: larger networks are multiplied where their entries are. */
const MOST = 1 << 28;

/** Whether so many bytes for a call and these maps are few enough. */
export const fits = (call: number, maps: readonly LinearMap[]): boolean =>
  maps.reduce((sum, map) => sum + bytesOf(map), call) <= MOST;

function roomOf(call: number, maps: number): Room {
  const memory = memoryOf(call + maps);
  const room: Room = {
    numbers: new Float64Array(memory.buffer),
    integers: new Int32Array(memory.buffer),
    kernels: sideKernels(memory),
    call,
    size: call + maps,
    next: call,
    places: new WeakMap(),
    placed: (map) => room.places.get(valuesOf(map))!,
  };
  return room;
}

function place(room: Room, map: LinearMap): void {
  const values = valuesOf(map);
  if (room.places.has(values)) return;
  const at = room.next;
  room.next += bytesOf(map);
  if (!map.sparse) {
    room.numbers.fill(0, at / BYTES.number + map.entries, room.next / BYTES.number);
    room.numbers.set(values, at / BYTES.number);
    room.places.set(values, { values: at, columns: 0, starts: 0 });
    return;
  }
  const most = map.entries + TWO * map.rows;
  const columns = at + most * BYTES.number;
  const starts = columns + most * BYTES.place;
  const { numbers, integers } = room;
  let count = 0;
  for (let r = 0; r < map.rows; r++) {
    integers[starts / BYTES.place + r] = count * BYTES.place;
    const [first, end] = [map.sparse.starts[r]!, map.sparse.starts[r + 1]!];
    for (let k = 0; k < kept(end - first); k++, count++) {
      const isOwn = first + k < end;
      numbers[at / BYTES.number + count] = isOwn ? values[first + k]! : 0;
      integers[columns / BYTES.place + count] = isOwn ? map.sparse.columns[first + k]! * BYTES.place : 0;
    }
  }
  integers[starts / BYTES.place + map.rows] = count * BYTES.place;
  room.places.set(values, { values: at, columns, starts });
}

let shared: Room | undefined;

/** Memory with so many bytes for a call, and with these maps in it; addresses hold until the next call. */
export function storeOf(call: number, maps: readonly LinearMap[]): Store {
  const all = maps.reduce((sum, map) => sum + bytesOf(map), 0);
  if (!shared || shared.call < call || shared.size - shared.call < all)
    shared = roomOf(
      Math.max(CALL, aligned(call), shared?.call ?? 0),
      Math.max(MAPS, all, shared ? shared.size - shared.call : 0),
    );
  const missing = maps.reduce((sum, map) => sum + (shared!.places.has(valuesOf(map)) ? 0 : bytesOf(map)), 0);
  if (shared.next + missing > shared.size) {
    shared.next = shared.call;
    shared.places = new WeakMap();
  }
  for (const map of maps) place(shared, map);
  return shared;
}
