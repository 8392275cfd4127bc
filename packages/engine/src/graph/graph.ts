/** Element types of gradients, shapes and conditions; others pass through to the runtime, where no gradient reaches them. */
export type ElementType =
  'float32' | 'float64' | 'int64' | 'int32' | 'bool' | 'int8' | 'uint8' | 'int16' | 'uint16' | 'uint32' | 'uint64';

/** One size of a tensor: a number, or a name where it differs from run to run (`batch`). */
export type Dimension = number | string;

export type Shape = readonly Dimension[];

/** What is known of a value before the graph runs. */
export interface ValueType {
  readonly type: ElementType;
  readonly shape: Shape;
}

/** A value that enters or leaves a graph. */
export interface Port extends ValueType {
  readonly name: string;
  /** Whether a file leaves the type open, or gives one that is no tensor's: what runs the graph infers it, and `type` and `shape` tell nothing. */
  readonly inferred?: true;
}

/** A tensor known when the graph is built; `data` holds `Π shape` values, row-major. */
export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Values;
  /** Name of the narrower element type that a file holds the values in: `int4`. */
  readonly stored?: string;
}

/** Values of a tensor; a bool is a byte. */
export type Values =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

export type Attribute =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: Constant }
  | { readonly graph: Graph };

/**
 * One application of an ONNX operator. Whole numbers are integer attributes; `{ float }` marks a floating-point one. Operators of other
 * domains than ONNX's own carry it before their name: `ai.onnx.ml.Scaler`.
 */
export interface Node {
  readonly name: string;
  readonly op: string;
  /** Names of values; an empty name stands for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A graph of ONNX operators, nodes in an order in which they can run. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly nodes: readonly Node[];
  /** Versions of operator sets by domain, where nodes are of other sets than number 17 of ONNX's own domain `''`. */
  readonly sets?: ReadonlyMap<string, number>;
}

/** The operator set that graphs with gradients are written in. */
export const OPSET = 17;
