import { FragilityError } from '@fragility/numerics';
import { OPSET, type Graph, type Port } from '../graph/graph.js';
import { readAttribute, writeAttribute } from './attribute.js';
import { decode, encode } from './codec.js';
import type { Decoded, Init } from './schema.js';
import { elementCode, elementName, readTensor, writeTensor } from './tensor.js';

const fail = (message: string): never => {
  throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/onnx' });
};

const writePort = ({ name, type, shape }: Port): Init<'ValueInfoProto'> => ({
  name,
  type: {
    tensorType: {
      elemType: elementCode(type),
      shape: { dim: shape.map((size) => (typeof size === 'number' ? { dimValue: BigInt(size) } : { dimParam: size })) },
    },
  },
});

function readPort({ name, type }: Decoded<'ValueInfoProto'>): Port {
  const tensor = type?.tensorType ?? fail(`'${name}' is not a tensor; export a model of tensors`);
  const shape = tensor.shape?.dim.map((size, k) => size.dimParam || Number(size.dimValue) || `${name}_${k}`) ?? [];
  return { name, type: elementName(tensor.elemType, name), shape };
}

/**
 * Bytes of an ONNX file that holds the graph; constants become initialisers with raw data. Values between nodes that are `observed`
 * become outputs whose types the runtime infers.
 *
 * @example writeModel(denseGraph(layers, 'float32')) instanceof Uint8Array; // true
 */
export const writeModel = (
  graph: Graph,
  metadata: Readonly<Record<string, string>> = {},
  observed: readonly string[] = [],
): Uint8Array =>
  encode('ModelProto', {
    irVersion: 8n,
    producerName: 'fragility',
    opsetImport: [{ domain: '', version: BigInt(OPSET) }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      input: graph.inputs.map(writePort),
      output: [...graph.outputs.map(writePort), ...observed.map((name) => ({ name }))],
      initializer: Array.from(graph.constants, ([name, constant]) => writeTensor(constant, name)),
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
  /** Version of the operator set that the nodes are written in. */
  readonly opset: number;
}

/** Operators whose outputs every runtime knows; others are somebody's own. */
const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

/**
 * Reads an ONNX file into a graph. Initialisers that are also listed as inputs are constants.
 *
 * @throws FragilityError `engine/onnx` for a damaged file, data stored outside of it, or element types other than float, double, int64, int32, bool.
 * @example readModel(saveOnnx(layers)).graph.inputs[0]?.name; // 'input'
 */
export function readModel(bytes: Uint8Array): OnnxModel {
  const { graph, metadataProps, opsetImport } = decode('ModelProto', bytes);
  if (!graph || graph.node.length === 0)
    return fail(`${bytes.length} bytes hold no ONNX graph; pass an unabridged .onnx file`);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, readTensor(tensor)]));
  const read: Graph = {
    name: graph.name,
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(readPort),
    outputs: graph.output.map(readPort),
    constants,
    nodes: graph.node.map(({ name, opType, domain, input, output, attribute }, k) => ({
      name: name || `${opType}_${k}`,
      op: isStandard(domain) ? opType : `${domain}.${opType}`,
      inputs: input,
      outputs: output,
      attributes: Object.fromEntries(attribute.map((each) => [each.name, readAttribute(each)])),
    })),
  };
  return {
    graph: read,
    metadata: Object.fromEntries(metadataProps.map(({ key, value }) => [key, value])),
    opset: Number(opsetImport.find(({ domain }) => isStandard(domain))?.version ?? 0n),
  };
}
