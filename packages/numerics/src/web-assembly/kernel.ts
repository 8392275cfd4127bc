import { leb, type, type Code } from './instructions.js';

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

const section = (id: number, body: Code): Code => [id, ...leb(body.length), ...body];

export interface KernelSource {
  /** Types of the parameters, which are the locals 0, 1, … */
  readonly parameters: readonly (keyof typeof type)[];
  /** Number of vector locals, numbered after the parameters, and of integer locals, numbered after those; all start at zero. */
  readonly vectors?: number;
  readonly integers?: number;
  readonly body: Code;
}

/** Compiles one function without a result that works on `memory`. */
export function kernel(
  { parameters, vectors = 0, integers = 0, body }: KernelSource,
  memory: Memory,
): (...values: number[]) => void {
  const code = [2, vectors, type.v128, integers, type.i32, ...body, 0x0b];
  const module = Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, parameters.length, ...parameters.map((name) => type[name]), 0]),
    ...section(2, [1, 1, 0x65, 1, 0x6d, 0x02, 0x00, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0x00, 0]),
    ...section(10, [1, ...leb(code.length), ...code]),
  ]);
  const { exports } = new Instance(new Module(module), { e: { m: memory } });
  return exports['f'] as (...values: number[]) => void;
}
