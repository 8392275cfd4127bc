import type { Row } from './batch.js';
import {
  advance,
  get,
  kernel,
  load,
  loopWhile,
  memoryOf,
  narrow,
  store,
  storeHalf,
  widen,
  type Code,
} from './web-assembly/index.js';

/** Values that one call of a kernel takes. */
const CHUNK = 4096;
const BYTES = CHUNK * Float64Array.BYTES_PER_ELEMENT;
const [AT, END, NARROW] = [0, 1, 2] as const;

function compile() {
  const memory = memoryOf(BYTES + CHUNK * Float32Array.BYTES_PER_ELEMENT);
  const narrowed = (offset: number): Code => narrow(load(get(AT), offset));
  const four = (write: (half: 0 | 1) => Code): Code => [...write(0), ...write(1), ...advance(AT, 32)];
  const convert = kernel(
    {
      parameters: ['i32', 'i32', 'i32'],
      body: loopWhile(AT, END, [
        ...four((half) => storeHalf(get(NARROW), narrowed(16 * half), 8 * half)),
        ...advance(NARROW, 16),
      ]),
    },
    memory,
  );
  const round = kernel(
    {
      parameters: ['i32', 'i32'],
      body: loopWhile(
        AT,
        END,
        four((half) => store(get(AT), widen(narrowed(16 * half)), 16 * half)),
      ),
    },
    memory,
  );
  return {
    wide: new Float64Array(memory.buffer, 0, CHUNK),
    slim: new Float32Array(memory.buffer, BYTES, CHUNK),
    convert: (bytes: number) => convert(0, bytes, BYTES),
    round: (bytes: number) => round(0, bytes),
  };
}

let shared: ReturnType<typeof compile> | undefined;

/** Calls `work` on the values of each chunk once they are in the kernels' memory. */
function inChunks(
  values: Float64Array,
  work: (kernels: ReturnType<typeof compile>, from: number, count: number) => void,
): void {
  const kernels = (shared ??= compile());
  for (let from = 0; from < values.length; from += CHUNK) {
    const count = Math.min(CHUNK, values.length - from);
    kernels.wide.set(count === values.length ? values : values.subarray(from, from + count));
    work(kernels, from, count);
  }
}

/**
 * The values in float32, written into `out`: the nearest number, ±Infinity beyond the largest.
 *
 * @example toFloat32(Float64Array.of(0.1), new Float32Array(1))[0] === Math.fround(0.1); // true
 */
export function toFloat32(values: Float64Array, out: Float32Array): Float32Array {
  inChunks(values, ({ slim, convert }, from, count) => {
    convert(count * Float64Array.BYTES_PER_ELEMENT);
    out.set(slim.subarray(0, count), from);
  });
  return out;
}

/**
 * The values rounded to float32, still float64: `Math.fround` of each, written into `out`, which may be the values.
 *
 * @example roundToFloat32(Float64Array.of(0.1))[0] === Math.fround(0.1); // true
 */
export function roundToFloat32(values: Row, out: Row = new Float64Array(values.length)): Row {
  inChunks(values, ({ wide, round }, from, count) => {
    round(count * Float64Array.BYTES_PER_ELEMENT);
    out.set(wide.subarray(0, count), from);
  });
  return out;
}
