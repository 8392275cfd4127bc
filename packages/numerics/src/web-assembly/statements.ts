import { statement, type Body, type Local, type Statement, type Type, type Value } from './code.js';
import { i32 } from './instructions.js';

/** local ← value */
export const set = <T extends Type>(local: Local<T>, value: Value<NoInfer<T>>): Statement =>
  statement(value, 0x21, local[1]!);

/** local ← local + step, for addresses and counters. */
export const advance = (local: Local<'i32'>, step: number): Statement => set(local, i32.add(local, i32.constant(step)));

/** Repeats the body while local < limit, at least once. */
export const loopWhile = (local: Local<'i32'>, limit: Value<'i32'>, body: Body): Statement =>
  statement(0x03, 0x40, body, local, limit, 0x49, 0x0d, 0, 0x0b);

/** Repeats a body for every 16 bytes of rows, while offset < limit: `at` tells the address of the turn in a row that begins at an address. */
export const overVectors = (
  offset: Local<'i32'>,
  limit: Value<'i32'>,
  body: (at: (row: Value<'i32'>) => Value<'i32'>) => Body,
): Statement => loopWhile(offset, limit, [body((row) => i32.add(row, offset)), advance(offset, 16)]);
