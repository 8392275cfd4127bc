import type { ElementType, Graph, Values } from '../graph/graph.js';

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
  /** Feeds every input by name and returns every output. Safe to call concurrently: calls queue. */
  run(feeds: Tensors): Promise<Tensors>;
  /** Frees the session; it cannot run afterwards. */
  release(): Promise<void>;
}

/** ONNX Runtime, compiled (native) or as WebAssembly (wasm). */
export interface Runtime {
  readonly name: 'native' | 'wasm';
  /** Package that it comes from, and its version. */
  readonly package: string;
  readonly version: string;
  readonly threads: number;
  /** Loads a graph; `observed` names values between its nodes that are returned too. */
  session(graph: Graph, observed?: readonly string[]): Promise<Session>;
}

/**
 * One line for logs: `engine: native (onnxruntime-node 1.30.0, 2 threads)`.
 *
 * @example describeRuntime(await loadRuntime('wasm')).startsWith('engine: wasm'); // true
 */
export const describeRuntime = ({ name, package: source, version, threads }: Runtime): string =>
  `engine: ${name} (${source} ${version}, ${threads} thread${threads === 1 ? '' : 's'})`;
