import { leb, localAt, TYPES, type Body, type Code, type Local, type Type } from './code.js';

/** Memory shared by a kernel and typed arrays. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

interface Namespace {
  readonly Memory: new (size: { initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

const PAGE = 65536;

/** The part of the global `WebAssembly` used here; its types belong to the DOM library, which packages for Node do not load. */
const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Namespace }).WebAssembly;

/** Zeroed memory of at least so many bytes. */
export const memoryOf = (bytes: number): Memory => new Memory({ initial: Math.ceil(bytes / PAGE) });

const flat = (code: Code): number[] => (typeof code === 'number' ? [code] : code.flatMap(flat));

function section(id: number, code: Code): Code {
  const bytes = flat(code);
  return [id, leb(bytes.length), bytes];
}

/** The parameters of a kernel as its body sees them, and the numbers that they are called with. */
type Locals<Types extends readonly Type[]> = { readonly [K in keyof Types]: Local<Types[K]> };
type Numbers<Types extends readonly Type[]> = { readonly [K in keyof Types]: number };

/** New local variables of these types, zero at first. */
export type Declare = <const Types extends readonly Type[]>(...types: Types) => Locals<Types>;

/** So many times one type. */
export const several = <T extends Type>(count: number, type: T): T[] => new Array<T>(count).fill(type);

/**
 * Compiles one function without a result that works on memory.
 *
 * @param parameters their types, in order
 * @param body what it does, given its parameters, and a function that declares local variables; at most 128 of both
 * @example
 * const memory = memoryOf(16);
 * const double = kernel(memory, ['i32'], ([at]) => v128.store(at, f64x2.mul(v128.load(at), f64x2.constant(2))));
 */
export function kernel<const Types extends readonly Type[]>(
  memory: Memory,
  parameters: Types,
  body: (parameters: Locals<Types>, locals: Declare) => Body,
): (...values: Numbers<Types>) => void {
  const types: Type[] = [];
  const locals: Declare = (...added) =>
    added.map((type) => localAt(types.push(type) - 1)) as unknown as Locals<typeof added>;
  const given = locals(...parameters) as Locals<Types>;
  const code = body(given, locals);
  const declared = types.slice(parameters.length).map((type) => [1, TYPES[type]]);
  const whole = flat([declared.length, declared, code, 0x0b]);
  const module = flat([
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [1, 0x60, parameters.length, parameters.map((type) => TYPES[type]), 0]),
    section(2, [1, 1, 0x65, 1, 0x6d, 0x02, 0x00, 1]),
    section(3, [1, 0]),
    section(7, [1, 1, 0x66, 0x00, 0]),
    section(10, [1, leb(whole.length), whole]),
  ]);
  const { exports } = new Instance(new Module(Uint8Array.from(module)), { e: { m: memory } });
  return exports['f'] as (...values: Numbers<Types>) => void;
}
