/**
 * The inner loop of Adam as a WebAssembly module of about 200 bytes, written out here: 4 float32 or 2 float64 values at a time, the same
 * result on every platform. Plain TypeScript takes four times as long, which is as long as a training step's matrix products.
 */
import type { Precision } from '../graph/tensors.js';
import { Instance, Module, type Memory } from './web-assembly.js';

/** Updates `bytes` bytes of parameters p, first moments m and second moments v from gradients g, all given by their addresses. */
export type AdamKernel = (
  p: number,
  g: number,
  m: number,
  v: number,
  bytes: number,
  length: number,
  epsilon: number,
) => void;

const I32 = 0x7f;
const V128 = 0x7b;
const [P, G, M, V, BYTES, LENGTH, EPSILON, GRADIENT, MEAN, SQUARE, OFFSET] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
] as const;

const lanes = {
  float32: { type: 0x7d, constant: 0x43, splat: 0x13, sqrt: 0xe3, add: 0xe4, sub: 0xe5, mul: 0xe6, div: 0xe7 },
  float64: { type: 0x7c, constant: 0x44, splat: 0x14, sqrt: 0xef, add: 0xf0, sub: 0xf1, mul: 0xf2, div: 0xf3 },
} as const;

type Code = readonly number[];

const leb = (value: number): Code => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >> 7)]);
const section = (id: number, body: Code): Code => [id, ...leb(body.length), ...body];
const simd = (operation: number): Code => [0xfd, ...leb(operation)];
const get = (local: number): Code => [0x20, local];
const set = (local: number, value: Code): Code => [...value, 0x21, local];
const address = (base: number): Code => [...get(base), ...get(OFFSET), 0x6a];
const load = (base: number): Code => [...address(base), ...simd(0x00), 0, 0];
const store = (base: number, value: Code): Code => [...address(base), ...value, ...simd(0x0b), 0, 0];

/** `m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← p − length · m / (√v + ε)`, 16 bytes per turn of the loop. */
function body(precision: Precision): Code {
  const lane = lanes[precision];
  const of = (operation: 'add' | 'sub' | 'mul' | 'div', a: Code, b: Code): Code => [
    ...a,
    ...b,
    ...simd(lane[operation]),
  ];
  const splat = (value: Code): Code => [...value, ...simd(lane.splat)];
  const constant = (value: number): Code => {
    const bytes = precision === 'float32' ? Float32Array.of(value) : Float64Array.of(value);
    return splat([lane.constant, ...new Uint8Array(bytes.buffer)]);
  };
  const decay = (rate: number, old: Code, fresh: Code): Code => of('add', of('mul', constant(rate), old), fresh);
  const step = of(
    'div',
    of('mul', splat(get(LENGTH)), get(MEAN)),
    of('add', [...get(SQUARE), ...simd(lane.sqrt)], splat(get(EPSILON))),
  );
  return [
    ...[0x03, 0x40],
    ...set(GRADIENT, load(G)),
    ...set(MEAN, decay(0.9, load(M), of('mul', constant(0.1), get(GRADIENT)))),
    ...set(SQUARE, decay(0.999, load(V), of('mul', of('mul', constant(0.001), get(GRADIENT)), get(GRADIENT)))),
    ...store(M, get(MEAN)),
    ...store(V, get(SQUARE)),
    ...store(P, of('sub', load(P), step)),
    ...set(OFFSET, [...get(OFFSET), 0x41, 16, 0x6a]),
    ...[...get(OFFSET), ...get(BYTES), 0x49, 0x0d, 0],
    ...[0x0b, 0x0b],
  ];
}

/** Compiles the loop for memory of the given kind. `bytes` must be a positive multiple of 16. */
export function adamKernel(precision: Precision, memory: Memory): AdamKernel {
  const { type } = lanes[precision];
  const code = [2, 3, V128, 1, I32, ...body(precision)];
  const module = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 7, I32, I32, I32, I32, I32, type, type, 0]),
    ...section(2, [1, 1, 0x65, 1, 0x6d, 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0x00, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
  const { exports } = new Instance(new Module(module), { e: { m: memory } });
  return exports['f'] as AdamKernel;
}
