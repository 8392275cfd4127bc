/** The types of WebAssembly by the names of its text format, as its binary format writes them. */
export const TYPES = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

export type Type = keyof typeof TYPES;

/** Bytes of WebAssembly's binary format, nested as they were put together. */
export type Code = number | readonly Code[];

declare const leaves: unique symbol;
declare const place: unique symbol;

/** Instructions that leave a value of one type: the compiler tells an address from a vector. */
export type Value<T extends Type> = readonly Code[] & { readonly [leaves]: T };

/** Two float64 or four float32 numbers, or a mask of them. */
export type Vector = Value<'v128'>;

/** A parameter or a local variable of a kernel, which is its value. */
export type Local<T extends Type> = Value<T> & { readonly [place]: true };

/** Instructions that leave nothing. */
export type Statement = readonly Code[] & { readonly [leaves]: 'nothing' };

/** Statements, one after the other. */
export type Body = Statement | readonly Body[];

export const value = <T extends Type>(...code: readonly Code[]): Value<T> => code as unknown as Value<T>;
export const statement = (...code: readonly Code[]): Statement => code as unknown as Statement;
export const localAt = <T extends Type>(index: number): Local<T> => value<T>(0x20, index) as Local<T>;

/** A whole number in the variable-length encoding LEB128. */
export const leb = (number: number): Code => (number < 128 ? [number] : [(number & 127) | 128, leb(number >>> 7)]);

/** The same with a sign. */
export function signedLeb(number: number): Code {
  const low = number & 127;
  const rest = number >> 7;
  return rest === (low & 64 ? -1 : 0) ? [low] : [low | 128, signedLeb(rest)];
}
