/**
 * Instructions of WebAssembly with 128-bit vectors, as the bytes of its binary format: enough to write an inner loop.
 *
 * Source: WebAssembly Core Specification 2.0, §5.4 and §5.5.
 */
export type Code = readonly number[];

/** A whole number in the variable-length encoding LEB128. */
export const leb = (value: number): Code => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);

export const type = { i32: 0x7f, float32: 0x7d, float64: 0x7c, v128: 0x7b } as const;

/** Value of a local. */
export const get = (local: number): Code => [0x20, local];
export const set = (local: number, value: Code): Code => [...value, 0x21, local];

/** A 32-bit integer, such as an address. */
export const integer = (value: number): Code => [0x41, ...signed(value)];

/** local ← local + step, for addresses and counters. */
export const advance = (local: number, step: number): Code => set(local, sum(get(local), integer(step)));

/** Sum of two 32-bit integers. */
export const sum = (a: Code, b: Code): Code => [...a, ...b, 0x6a];

/** Repeats the body while local < limit, at least once. */
export const loopWhile = (local: number, limit: number, body: Code): Code => [
  ...[0x03, 0x40],
  ...body,
  ...[...get(local), ...get(limit), 0x49],
  ...[0x0d, 0, 0x0b],
];

/**
 * Repeats a body for every 16 bytes of rows that begin at addresses in locals, while offset < limit: `at` tells where in a row the turn is.
 */
export const overVectors = (offset: number, limit: number, body: (at: (row: number) => Code) => Code): Code =>
  loopWhile(offset, limit, [...body((row) => sum(get(row), get(offset))), ...advance(offset, 16)]);

/** 16 bytes at an address. */
export const load = (address: Code, offset = 0): Code => [...address, ...vector(0x00), 0, ...leb(offset)];
export const store = (address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  ...vector(0x0b),
  0,
  ...leb(offset),
];
/** The 8 bytes at an address, twice. */
export const loadTwice = (address: Code, offset = 0): Code => [...address, ...vector(0x0a), 0, ...leb(offset)];

/** The 32-bit integer at an address. */
export const loadInteger = (address: Code, offset = 0): Code => [...address, 0x28, 0, ...leb(offset)];

/** Product of two 32-bit integers. */
export const product = (a: Code, b: Code): Code => [...a, ...b, 0x6c];

/** `value` where a mask of comparison holds, +0 elsewhere. */
export const where = (mask: Code, value: Code): Code => [...value, ...mask, ...vector(0x4e)];
/** `value` where a mask of comparison does not hold, +0 elsewhere. */
export const unless = (mask: Code, value: Code): Code => [...value, ...mask, ...vector(0x4f)];
/** `yes` where a mask of comparison holds, `no` elsewhere. */
export const select = (mask: Code, yes: Code, no: Code): Code => [...yes, ...no, ...mask, ...vector(0x52)];

/** Arithmetic on the 4 float32 or 2 float64 numbers of a vector. */
export const lanes = {
  float32: arithmetic({ constant: 0x43, splat: 0x13, less: 0x43, sqrt: 0xe3, add: 0xe4 }, (v) => Float32Array.of(v)),
  float64: arithmetic({ constant: 0x44, splat: 0x14, less: 0x49, sqrt: 0xef, add: 0xf0 }, (v) => Float64Array.of(v)),
} as const;

interface Operations {
  readonly constant: number;
  readonly splat: number;
  /** Greater, less or equal and greater or equal follow it. */
  readonly less: number;
  /** The absolute value is three before it. */
  readonly sqrt: number;
  /** Subtraction, multiplication and division follow it, then min, max, pmin and pmax. */
  readonly add: number;
}

function arithmetic({ constant, splat, less, sqrt, add }: Operations, store: (value: number) => ArrayBufferView) {
  const binary =
    (operation: number) =>
    (a: Code, b: Code): Code => [...a, ...b, ...vector(operation)];
  const filled = (value: Code): Code => [...value, ...vector(splat)];
  return {
    splat: filled,
    constant: (value: number): Code => filled([constant, ...new Uint8Array(store(value).buffer)]),
    abs: (value: Code): Code => [...value, ...vector(sqrt - 3)],
    sqrt: (value: Code): Code => [...value, ...vector(sqrt)],
    add: binary(add),
    sub: binary(add + 1),
    mul: binary(add + 2),
    div: binary(add + 3),
    /** b where b < a, a elsewhere. */
    lesser: binary(add + 6),
    /** b where a < b, a elsewhere. */
    greater: binary(add + 7),
    /** Masks of comparison: all bits of a number set where it holds. */
    less: binary(less),
    more: binary(less + 1),
    atMost: binary(less + 2),
  };
}

function vector(operation: number): Code {
  return [0xfd, ...leb(operation)];
}

function signed(value: number): Code {
  const low = value & 127;
  const rest = value >> 7;
  return rest === (low & 64 ? -1 : 0) ? [low] : [low | 128, ...signed(rest)];
}
