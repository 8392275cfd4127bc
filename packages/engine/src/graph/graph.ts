/** Element types that graphs here compute with. */
export type ElementType = 'float32' | 'float64' | 'int64' | 'int32' | 'bool';

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
}

/** A tensor known when the graph is built; `data` holds `Π shape` values, row-major. */
export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Values;
}

/** Values of a tensor: float32, float64, int64, int32 and bool, in this order. */
export type Values = Float32Array | Float64Array | BigInt64Array | Int32Array | Uint8Array;

export type Attribute =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: Constant };

/** One application of an ONNX operator. Whole numbers are integer attributes; `{ float }` marks a floating-point one. */
export interface Node {
  readonly name: string;
  readonly op: string;
  /** Names of values; an empty name stands for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A graph of ONNX operators (opset 17), nodes in an order in which they can run. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly nodes: readonly Node[];
}

/** The operator set that every graph here is written in. */
export const OPSET = 17;
