import type { Row } from '@fragility/numerics';
import {
  advance,
  get,
  kernel,
  lanes,
  load,
  loopWhile,
  memoryOf,
  set,
  store,
  where,
} from '@fragility/numerics/web-assembly';

/** Values that one call of the kernel takes. */
const CHUNK = 4096;
const BYTES = CHUNK * Float64Array.BYTES_PER_ELEMENT;
const [AT, END, LENGTH, SLOPE, STEP] = [0, 1, 2, 3, 4] as const;

type Step = (x: Row, g: Row, length: number, lower: Row, upper: Row) => void;

/** x ← clamp(x + length · sign g), for at most a chunk; one pass, without a branch. */
function chunkStep(): Step {
  const memory = memoryOf(4 * BYTES);
  const { add, sub, lesser, greater, less, more, splat, constant } = lanes.float64;
  const ahead = add(load(get(AT)), where(more(get(SLOPE), constant(0)), get(STEP)));
  const moved = sub(ahead, where(less(get(SLOPE), constant(0)), get(STEP)));
  const pair = [
    ...set(SLOPE, load(get(AT), BYTES)),
    ...store(get(AT), lesser(greater(moved, load(get(AT), 2 * BYTES)), load(get(AT), 3 * BYTES))),
    ...advance(AT, 16),
  ];
  const run = kernel(
    {
      parameters: ['i32', 'i32', 'float64'],
      vectors: 2,
      body: [...set(STEP, splat(get(LENGTH))), ...loopWhile(AT, END, pair)],
    },
    memory,
  );
  const [point, slopes, least, most] = [0, 1, 2, 3].map((k) => new Float64Array(memory.buffer, k * BYTES, CHUNK));
  return (x, g, length, lower, upper) => {
    point!.set(x);
    slopes!.set(g);
    least!.set(lower);
    most!.set(upper);
    run(0, x.length * Float64Array.BYTES_PER_ELEMENT, length);
    x.set(x.length === CHUNK ? point! : point!.subarray(0, x.length));
  };
}

let shared: Step | undefined;

/** Moves x by `length` along the sign of g, clamped to the ends, in place: x_k ← min(u_k, max(l_k, x_k + length · sign g_k)). */
export function ascendLinf(x: Row, g: Row, length: number, lower: Row, upper: Row): Row {
  const step = (shared ??= chunkStep());
  if (x.length <= CHUNK) step(x, g, length, lower, upper);
  else {
    for (let from = 0; from < x.length; from += CHUNK) {
      const part = (row: Row): Row => row.subarray(from, from + CHUNK);
      step(part(x), part(g), length, part(lower), part(upper));
    }
  }
  return x;
}

/** Clamps x to the ends, in place, x_k ← min(u_k, max(l_k, x_k)): a step of no length. */
export const clampToEnds = (x: Row, lower: Row, upper: Row): Row => ascendLinf(x, x, 0, lower, upper);
