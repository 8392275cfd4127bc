/**
 * The messages of ONNX (onnx/onnx.proto, IR version 13) that graphs of tensors need: `field: [number, type, cardinality?]`.
 * Unknown fields of a file are skipped on reading.
 */
export const schema = {
  ModelProto: {
    ir_version: [1, 'int64'],
    producer_name: [2, 'string'],
    producer_version: [3, 'string'],
    doc_string: [6, 'string'],
    graph: [7, 'GraphProto'],
    opset_import: [8, 'OperatorSetIdProto', 'repeated'],
    metadata_props: [14, 'StringStringEntryProto', 'repeated'],
    functions: [25, 'FunctionProto', 'repeated'],
  },
  FunctionProto: {
    name: [1, 'string'],
    input: [4, 'string', 'repeated'],
    output: [5, 'string', 'repeated'],
    attribute: [6, 'string', 'repeated'],
    node: [7, 'NodeProto', 'repeated'],
    opset_import: [9, 'OperatorSetIdProto', 'repeated'],
    domain: [10, 'string'],
    attribute_proto: [11, 'AttributeProto', 'repeated'],
    overload: [13, 'string'],
  },
  OperatorSetIdProto: { domain: [1, 'string'], version: [2, 'int64'] },
  StringStringEntryProto: { key: [1, 'string'], value: [2, 'string'] },
  GraphProto: {
    node: [1, 'NodeProto', 'repeated'],
    name: [2, 'string'],
    initializer: [5, 'TensorProto', 'repeated'],
    input: [11, 'ValueInfoProto', 'repeated'],
    output: [12, 'ValueInfoProto', 'repeated'],
    value_info: [13, 'ValueInfoProto', 'repeated'],
  },
  NodeProto: {
    input: [1, 'string', 'repeated'],
    output: [2, 'string', 'repeated'],
    name: [3, 'string'],
    op_type: [4, 'string'],
    attribute: [5, 'AttributeProto', 'repeated'],
    domain: [7, 'string'],
    overload: [8, 'string'],
  },
  AttributeProto: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'TensorProto'],
    g: [6, 'GraphProto'],
    floats: [7, 'float', 'repeated'],
    ints: [8, 'int64', 'repeated'],
    strings: [9, 'bytes', 'repeated'],
    type: [20, 'int32'],
    ref_attr_name: [21, 'string'],
  },
  TensorProto: {
    dims: [1, 'int64', 'repeated'],
    data_type: [2, 'int32'],
    float_data: [4, 'float', 'packed'],
    int32_data: [5, 'int32', 'packed'],
    int64_data: [7, 'int64', 'packed'],
    uint64_data: [11, 'uint64', 'packed'],
    name: [8, 'string'],
    raw_data: [9, 'bytes'],
    double_data: [10, 'double', 'packed'],
    external_data: [13, 'StringStringEntryProto', 'repeated'],
    data_location: [14, 'int32'],
  },
  ValueInfoProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: { tensor_type: [1, 'TypeProtoTensor'] },
  TypeProtoTensor: { elem_type: [1, 'int32'], shape: [2, 'TensorShapeProto'] },
  TensorShapeProto: { dim: [1, 'TensorShapeProtoDimension', 'repeated'] },
  TensorShapeProtoDimension: { dim_value: [1, 'int64'], dim_param: [2, 'string'] },
} as const satisfies Record<string, Record<string, readonly [number, string, ('repeated' | 'packed')?]>>;

type Schema = typeof schema;
export type MessageName = keyof Schema;

interface Scalars {
  string: string;
  bytes: Uint8Array;
  int64: bigint;
  uint64: bigint;
  int32: number;
  float: number;
  double: number;
}
export type ScalarName = keyof Scalars;

type Camel<S extends string> = S extends `${infer A}_${infer B}` ? `${A}${Capitalize<Camel<B>>}` : S;
type One<T> = T extends ScalarName ? Scalars[T] : T extends MessageName ? Init<T> : never;
type Field<F> = F extends readonly [number, infer T, string]
  ? One<T>[]
  : F extends readonly [number, infer T]
    ? One<T>
    : never;
type Values<N extends MessageName> = { [K in keyof Schema[N] & string as Camel<K>]: Field<Schema[N][K]> };

/** What a message is written from: any field may be left out. */
export type Init<N extends MessageName> = Partial<Values<N>>;

type Read<T> = T extends ScalarName ? Scalars[T] : T extends MessageName ? Decoded<T> : never;
/** What a message is read into: lists are never missing, sub-messages may be. */
export type Decoded<N extends MessageName> = {
  [K in keyof Schema[N] & string as Camel<K>]: Schema[N][K] extends readonly [number, infer T, string]
    ? Read<T>[]
    : Schema[N][K] extends readonly [number, infer T]
      ? T extends MessageName
        ? Decoded<T> | undefined
        : Read<T>
      : never;
};
