import {
  create,
  createFileRegistry,
  fromBinary,
  toBinary,
  type DescMessage,
  type MessageInitShape,
} from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import { FragilityError } from '@fragility/numerics';
import { schema, type Decoded, type Init, type MessageName, type ScalarName } from './schema.js';

const scalarTypes: Record<ScalarName, Type> = {
  string: Type.STRING,
  bytes: Type.BYTES,
  int64: Type.INT64,
  uint64: Type.UINT64,
  int32: Type.INT32,
  float: Type.FLOAT,
  double: Type.DOUBLE,
};

function describe() {
  const file = create(FileDescriptorProtoSchema, {
    name: 'onnx.proto',
    package: 'onnx',
    syntax: 'proto2',
    messageType: Object.entries(schema).map(([name, fields]) => ({
      name,
      field: Object.entries(fields as Record<string, readonly [number, string, string?]>).map(
        ([fieldName, [number, type, cardinality]]) => ({
          name: fieldName,
          number,
          label: cardinality ? Label.REPEATED : Label.OPTIONAL,
          ...(type in scalarTypes
            ? { type: scalarTypes[type as ScalarName] }
            : { type: Type.MESSAGE, typeName: `.onnx.${type}` }),
          ...(cardinality === 'packed' ? { options: { packed: true } } : {}),
        }),
      ),
    })),
  });
  return createFileRegistry(file, () => undefined);
}

let registry: ReturnType<typeof describe> | undefined;

function descriptor(name: MessageName): DescMessage {
  registry ??= describe();
  return registry.getMessage(`onnx.${name}`)!;
}

/** Bytes of one ONNX message. */
export function encode<N extends MessageName>(name: N, value: Init<N>): Uint8Array {
  const message = descriptor(name);
  return toBinary(message, create(message, value as MessageInitShape<DescMessage>));
}

/**
 * Reads one ONNX message.
 *
 * @throws FragilityError `engine/onnx` when the bytes are not protobuf.
 */
export function decode<N extends MessageName>(name: N, bytes: Uint8Array): Decoded<N> {
  try {
    return fromBinary(descriptor(name), bytes) as unknown as Decoded<N>;
  } catch (cause) {
    const message = `${bytes.length} bytes are not a whole ONNX ${name}: cut off, damaged, something else, or branches and loops nested more than 30 deep; pass an unabridged .onnx file`;
    throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/onnx', kind: 'input', cause });
  }
}
