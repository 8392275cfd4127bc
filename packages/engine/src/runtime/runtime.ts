import type { ElementType, Graph, Shape, Values } from '../graph/graph.js';
import type { ExternalData } from '../onnx/tensors/external.js';

/** A tensor on its way into or out of a session. */
export interface Tensor {
  readonly data: Values;
  readonly shape: readonly number[];
}

/** Tensors by name, each an own property. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A graph loaded into a runtime. */
export interface Session {
  /**
   * Element type of every output but strings, sequences and maps.
   *
   * @throws FragilityError `engine/onnx` when one holds floating-point numbers of a type that graphs here do not hold.
   */
  types(): ReadonlyMap<string, ElementType>;
  /** Sizes of every output that is a tensor, as far as they are known before it runs; a name where one is not. */
  shapes(): ReadonlyMap<string, Shape>;
  /** Feeds every input by name and returns every output. Safe to call concurrently: calls queue. */
  run(feeds: Tensors): Promise<Tensors>;
  /** Frees the session; it cannot run afterwards. */
  release(): Promise<void>;
}

export interface SessionOptions {
  /** Whether nothing is computed or rewritten before the graph runs; default false. */
  readonly untouched?: boolean;
}

/** An ONNX file loaded into a runtime as it is. */
export interface FileSession {
  readonly inputs: readonly FilePort[];
  readonly outputs: readonly FilePort[];
  /** Feeds every input by name and returns every output. Safe to call concurrently: calls queue. */
  run(feeds: ReadonlyMap<string, Tensor>): Promise<ReadonlyMap<string, Tensor>>;
  /** Frees the session; it cannot run afterwards. */
  release(): Promise<void>;
}

/** What goes into a file's model or comes out of it, as the file says. */
export interface FilePort {
  readonly name: string;
  /** Its element type as ONNX Runtime calls it: `float32`. */
  readonly type: string;
  /** A name where a size is left open. */
  readonly shape: Shape;
}

/** What computes: everything that can change a result, and the number of threads. */
export interface RuntimeIdentity {
  /** As a config's `engine` has it. */
  readonly name: 'native' | 'wasm';
  /** Package that it comes from, and its version. */
  readonly package: string;
  readonly version: string;
  /** Execution provider of ONNX Runtime. */
  readonly provider: 'cpu' | 'wasm';
  /** Precision in which float32 graphs are computed. */
  readonly precision: 'float32';
  readonly threads: number;
}

/** ONNX Runtime, compiled (native) or as WebAssembly (wasm). */
export interface Runtime {
  readonly identity: RuntimeIdentity;
  /** Loads a graph; `observed` names values between its nodes that are returned too. */
  session(graph: Graph, observed?: readonly string[], options?: SessionOptions): Promise<Session>;
  /** Loads the bytes of an ONNX file without a change, with the files beside it that its weights lie in: what a stranger would run. */
  file(bytes: Uint8Array, externalData?: ExternalData): Promise<FileSession>;
}

/** The part of an identity by which results are told apart: all but the number of threads. */
export type ResultIdentity = Omit<RuntimeIdentity, 'threads'>;

/**
 * What two runtimes must share for the results of one to stand for those of the other.
 *
 * @example resultIdentity((await loadRuntime('wasm')).identity).provider; // 'wasm'
 */
export function resultIdentity(identity: RuntimeIdentity): ResultIdentity {
  const { name, package: source, version, provider, precision } = identity;
  return { name, package: source, version, provider, precision };
}

/**
 * An identity for people: `native (onnxruntime-node 1.30.0, 2 threads)`.
 *
 * @example describeRuntime((await loadRuntime('wasm')).identity).startsWith('wasm (onnxruntime-web'); // true
 */
export const describeRuntime = ({ name, package: source, version, threads }: RuntimeIdentity): string =>
  `${name} (${source} ${version}, ${threads} thread${threads === 1 ? '' : 's'})`;
