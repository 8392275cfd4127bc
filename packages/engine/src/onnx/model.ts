import { FragilityError } from '@fragility/numerics';
import { OPSET, type Attribute, type Constant, type ElementType, type Graph, type Port } from '../graph/graph.js';
import { decode, encode } from './codec.js';
import type { Decoded, Init } from './schema.js';

const elementTypes: Record<ElementType, number> = { float32: 1, int64: 7, bool: 9, float64: 11 };
const elementNames = new Map(Object.entries(elementTypes).map(([name, code]) => [code, name as ElementType]));
const arrays = { float32: Float32Array, float64: Float64Array, int64: BigInt64Array, bool: Uint8Array };

const fail = (message: string): never => {
  throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/onnx' });
};

const elementName = (code: number, of: string): ElementType =>
  elementNames.get(code) ??
  fail(
    `'${of}' has ONNX element type ${code}, expected float, double, int64 or bool; export the model in one of these`,
  );

function writeAttribute(name: string, value: Attribute): Init<'AttributeProto'> {
  if (typeof value === 'number') return { name, type: 2, i: BigInt(value) };
  if (typeof value === 'string') return { name, type: 3, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: value.map(BigInt) };
}

function readAttribute({ name, type, f, i, s, ints }: Decoded<'AttributeProto'>): Attribute {
  if (type === 1) return { float: f };
  if (type === 2) return Number(i);
  if (type === 3) return new TextDecoder().decode(s);
  if (type === 7) return ints.map(Number);
  return fail(
    `attribute '${name}' has ONNX attribute type ${type}, expected a number, a string or a list of integers; simplify the model`,
  );
}

const writePort = ({ name, type, shape }: Port): Init<'ValueInfoProto'> => ({
  name,
  type: {
    tensorType: {
      elemType: elementTypes[type],
      shape: { dim: shape.map((size) => (typeof size === 'number' ? { dimValue: BigInt(size) } : { dimParam: size })) },
    },
  },
});

function readPort({ name, type }: Decoded<'ValueInfoProto'>): Port {
  const tensor = type?.tensorType ?? fail(`'${name}' is not a tensor; export a model of tensors`);
  const shape = tensor.shape?.dim.map((size, k) => size.dimParam || Number(size.dimValue) || `${name}_${k}`) ?? [];
  return { name, type: elementName(tensor.elemType, name), shape };
}

const bytesOf = ({ data }: Constant): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

function readConstant(tensor: Decoded<'TensorProto'>): Constant {
  const { name, rawData } = tensor;
  if (tensor.dataLocation === 1) fail(`'${name}' is stored outside of the file; save the model as one file`);
  const type = elementName(tensor.dataType, name);
  const shape = tensor.dims.map(Number);
  const size = shape.reduce((a, b) => a * b, 1);
  const typed = {
    float32: tensor.floatData,
    float64: tensor.doubleData,
    int64: tensor.int64Data,
    bool: tensor.int32Data,
  };
  const data =
    rawData.length > 0
      ? rawData.length % arrays[type].BYTES_PER_ELEMENT === 0
        ? new arrays[type](new Uint8Array(rawData).buffer)
        : fail(`'${name}' has ${rawData.length} bytes, not whole ${type} values; the file is damaged`)
      : (arrays[type] as { from(values: ArrayLike<unknown>): Constant['data'] }).from(typed[type]);
  if (data.length !== size)
    fail(`'${name}' has ${data.length} values, its shape [${shape.join(', ')}] needs ${size}; the file is damaged`);
  return { type, shape, data };
}

/**
 * Bytes of an ONNX file that holds the graph; constants become initialisers with raw data.
 *
 * @example writeModel(denseGraph(layers, 'float32')) instanceof Uint8Array; // true
 */
export const writeModel = (graph: Graph, metadata: Readonly<Record<string, string>> = {}): Uint8Array =>
  encode('ModelProto', {
    irVersion: 8n,
    producerName: 'fragility',
    opsetImport: [{ domain: '', version: BigInt(OPSET) }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      input: graph.inputs.map(writePort),
      output: graph.outputs.map(writePort),
      initializer: Array.from(graph.constants, ([name, constant]) => ({
        name,
        dims: constant.shape.map(BigInt),
        dataType: elementTypes[constant.type],
        rawData: bytesOf(constant),
      })),
      node: graph.nodes.map(({ name, op, inputs, outputs, attributes }) => ({
        name,
        opType: op,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([key, value]) => writeAttribute(key, value)),
      })),
    },
  });

/** What an ONNX file holds. */
export interface OnnxModel {
  readonly graph: Graph;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads an ONNX file into a graph. Initialisers that are also listed as inputs are constants.
 *
 * @throws FragilityError `engine/onnx` for a damaged file, data stored outside of it, or element types other than float, double, int64, bool.
 * @example readModel(saveOnnx(layers)).graph.inputs[0]?.name; // 'input'
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  const { graph, metadataProps } = decode('ModelProto', bytes);
  if (!graph || graph.node.length === 0)
    return fail(`${bytes.length} bytes hold no ONNX graph; pass an unabridged .onnx file`);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, readConstant(tensor)]));
  const read: Graph = {
    name: graph.name,
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(readPort),
    outputs: graph.output.map(readPort),
    constants,
    nodes: graph.node.map(({ name, opType, input, output, attribute }, k) => ({
      name: name || `${opType}_${k}`,
      op: opType,
      inputs: input,
      outputs: output,
      attributes: Object.fromEntries(attribute.map((each) => [each.name, readAttribute(each)])),
    })),
  };
  return { graph: read, metadata: Object.fromEntries(metadataProps.map(({ key, value }) => [key, value])) };
}
