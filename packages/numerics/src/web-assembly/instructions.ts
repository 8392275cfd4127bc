import { leb, signedLeb, statement, value } from './code.js';
import type { Code, Statement, Value, Vector } from './code.js';

type Address = Value<'i32'>;

/** 32-bit integers: addresses and counters. */
export const i32 = {
  constant: (number: number): Value<'i32'> => value(0x41, signedLeb(number)),
  add: (a: Value<'i32'>, b: Value<'i32'>): Value<'i32'> => value(a, b, 0x6a),
  mul: (a: Value<'i32'>, b: Value<'i32'>): Value<'i32'> => value(a, b, 0x6c),
  /** The integer at an address. */
  load: (address: Address, offset = 0): Value<'i32'> => value(address, 0x28, 0, leb(offset)),
};

const simd = (operation: number): Code => [0xfd, leb(operation)];

/** 128-bit vectors, whatever they hold. */
export const v128 = {
  /** The 16 bytes at an address. */
  load: (address: Address, offset = 0): Vector => value(address, simd(0x00), 0, leb(offset)),
  /** The 8 bytes at an address, twice. */
  load64Splat: (address: Address, offset = 0): Vector => value(address, simd(0x0a), 0, leb(offset)),
  store: (address: Address, vector: Vector, offset = 0): Statement =>
    statement(address, vector, simd(0x0b), 0, leb(offset)),
  /** `vector` where a mask of comparison holds, +0 elsewhere. */
  where: (mask: Vector, vector: Vector): Vector => value(vector, mask, simd(0x4e)),
  /** `vector` where a mask of comparison does not hold, +0 elsewhere. */
  unless: (mask: Vector, vector: Vector): Vector => value(vector, mask, simd(0x4f)),
  /** `yes` where a mask of comparison holds, `no` elsewhere. */
  select: (mask: Vector, yes: Vector, no: Vector): Vector => value(yes, no, mask, simd(0x52)),
};

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

/** Arithmetic on the numbers of a vector, whose type is T. */
export interface Lanes<T extends 'f32' | 'f64'> {
  readonly number: T;
  splat(number: Value<T>): Vector;
  constant(number: number): Vector;
  abs(a: Vector): Vector;
  sqrt(a: Vector): Vector;
  add(a: Vector, b: Vector): Vector;
  sub(a: Vector, b: Vector): Vector;
  mul(a: Vector, b: Vector): Vector;
  div(a: Vector, b: Vector): Vector;
  /** b where b < a, a elsewhere. */
  lesser(a: Vector, b: Vector): Vector;
  /** b where a < b, a elsewhere. */
  greater(a: Vector, b: Vector): Vector;
  /** Masks of comparison: all bits of a number set where it holds. */
  less(a: Vector, b: Vector): Vector;
  more(a: Vector, b: Vector): Vector;
  atMost(a: Vector, b: Vector): Vector;
}

function lanes<T extends 'f32' | 'f64'>(
  number: T,
  { constant, splat, less, sqrt, add }: Operations,
  written: (number: number) => ArrayBufferView,
): Lanes<T> {
  const unary =
    (operation: number) =>
    (a: Vector): Vector =>
      value(a, simd(operation));
  const binary =
    (operation: number) =>
    (a: Vector, b: Vector): Vector =>
      value(a, b, simd(operation));
  const filled = (one: Value<T>): Vector => value(one, simd(splat));
  return {
    number,
    splat: filled,
    constant: (one) => filled(value(constant, [...new Uint8Array(written(one).buffer)])),
    abs: unary(sqrt - 3),
    sqrt: unary(sqrt),
    add: binary(add),
    sub: binary(add + 1),
    mul: binary(add + 2),
    div: binary(add + 3),
    lesser: binary(add + 6),
    greater: binary(add + 7),
    less: binary(less),
    more: binary(less + 1),
    atMost: binary(less + 2),
  };
}

/** Four float32 numbers. */
export const f32x4 = /* @__PURE__ */ lanes(
  'f32',
  { constant: 0x43, splat: 0x13, less: 0x43, sqrt: 0xe3, add: 0xe4 },
  (one) => Float32Array.of(one),
);

/** Two float64 numbers. */
export const f64x2 = /* @__PURE__ */ lanes(
  'f64',
  { constant: 0x44, splat: 0x14, less: 0x49, sqrt: 0xef, add: 0xf0 },
  (one) => Float64Array.of(one),
);
