export interface Memory {
  readonly buffer: ArrayBuffer;
}

interface Namespace {
  readonly Memory: new (size: { initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** The part of the global `WebAssembly` used here; its types belong to the DOM library, which packages for Node do not load. */
export const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Namespace }).WebAssembly;
