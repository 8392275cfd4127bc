import type { Row } from '@fragility/numerics';
import { advance, f64x2, kernel, loopWhile, memoryOf, set, v128 } from '@fragility/numerics/web-assembly';

/** Values that one call of the kernel takes. */
const CHUNK = 4096;
const BYTES = CHUNK * Float64Array.BYTES_PER_ELEMENT;

type Step = (x: Row, g: Row, length: number, lower: Row, upper: Row) => void;

/** x ← clamp(x + length · sign g), for at most a chunk; one pass, without a branch. */
function chunkStep(): Step {
  const memory = memoryOf(4 * BYTES);
  const { add, sub, lesser, greater, less, more, splat, constant } = f64x2;
  const run = kernel(memory, ['i32', 'i32', 'f64'], ([at, end, length], locals) => {
    const [slope, step] = locals('v128', 'v128');
    const ahead = add(v128.load(at), v128.where(more(slope, constant(0)), step));
    const moved = sub(ahead, v128.where(less(slope, constant(0)), step));
    return [
      set(step, splat(length)),
      loopWhile(at, end, [
        set(slope, v128.load(at, BYTES)),
        v128.store(at, lesser(greater(moved, v128.load(at, 2 * BYTES)), v128.load(at, 3 * BYTES))),
        advance(at, 16),
      ]),
    ];
  });
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
