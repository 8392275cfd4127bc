import type { Rewritten } from '@fragility/model';
import { FragilityError } from '@fragility/numerics';
import { OPSET, type Graph } from '../graph/graph.js';
import { encode } from './codec.js';
import { decodeModel } from './decode.js';
import type { ExternalData } from './tensors/external.js';
import { callsOf, withoutFunctions } from './functions.js';
import { nodesInHalf } from './half-nodes.js';
import { domainOf, isStandard, readGraph, writeGraph } from './graph.js';
import { chooseOutput, mapsOf } from './outputs.js';
import { checkPorts } from './port.js';

/** Protocol buffers end at 2 GiB; some room is for the nodes. */
const MOST_BYTES = 2 ** 31 - 2 ** 24;

/**
 * Bytes of an ONNX file that holds the graph; constants become initialisers with raw data. Values between nodes that are `observed`
 * become outputs whose types the runtime infers.
 *
 * @throws FragilityError `engine/large` for weights of more than 2 GiB.
 * @example writeModel(denseGraph(layers, 'float32')) instanceof Uint8Array; // true
 */
export function writeModel(
  graph: Graph,
  metadata: Readonly<Record<string, string>> = {},
  observed: readonly string[] = [],
): Uint8Array {
  const size = Array.from(graph.constants.values(), ({ data }) => data.byteLength).reduce((a, b) => a + b, 0);
  if (size > MOST_BYTES) {
    throw new FragilityError(
      {
        given: `the weights of '${graph.name}' take ${(size / 1e9).toFixed(1)} GB`,
        expected: 'at most 2 GiB, what one message to ONNX Runtime holds',
        remedy: 'use a smaller model',
      },
      { where: 'engine/onnx', code: 'engine/large', kind: 'input' },
    );
  }
  const written = writeGraph(graph);
  const domains = graph.nodes.map(({ op }) => [domainOf(op), 1] as const);
  const sets = new Map([...domains, ['', OPSET], ...(graph.sets ?? [])]);
  return encode('ModelProto', {
    irVersion: 8n,
    producerName: 'fragility',
    opsetImport: Array.from(sets, ([domain, version]) => ({ domain, version: BigInt(version) })),
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: { ...written, output: [...written.output!, ...observed.map((name) => ({ name }))] },
  });
}

/** What an ONNX file holds. */
export interface OnnxModel {
  readonly graph: Graph;
  readonly metadata: Readonly<Record<string, string>>;
  /** Version of the operator set that the nodes of ONNX's own domain are written in. */
  readonly opset: number;
  /** What reading has done to the graph of the file. */
  readonly rewrites?: readonly Rewritten[];
}

const named = (rewrite: string, nodes: readonly { readonly name: string; readonly opType: string }[]): Rewritten[] =>
  nodes.length > 0 ? [{ rewrite, nodes: nodes.map(({ name, opType }) => name || opType) }] : [];

/** What to read of a file, and from where. */
export interface ReadOptions {
  /** Name of the output that is wanted; nodes and weights that it does not need are left unread. */
  readonly output?: string;
  /** Files beside the model's own that its weights lie in; see {@link externalFiles}. */
  readonly externalData?: ExternalData;
}

/**
 * Reads an ONNX file into a graph. Initialisers that are also listed as inputs are constants; weights in half precision are widened to
 * float32. Of several outputs, one of which alone holds floating-point numbers, this one is read.
 *
 * @throws FragilityError `engine/onnx` for a damaged file or an element type that graphs do not hold, `engine/external-data` for a missing or
 *   cut-off file beside it.
 * @example readModel(saveOnnx(layers)).graph.inputs[0]?.name; // 'input'
 */
export function readModel(bytes: Uint8Array, options: ReadOptions = {}): OnnxModel {
  const { graph, metadataProps, opsetImport, functions } = decodeModel(bytes);
  const inlined = withoutFunctions(graph, functions);
  const chosen = chooseOutput(inlined, options.output);
  checkPorts(chosen);
  const read = readGraph(chosen, options.externalData ?? new Map());
  const sets = new Map(
    [...functions.flatMap((each) => each.opsetImport), ...opsetImport].map(
      ({ domain, version }) => [isStandard(domain) ? '' : domain, Number(version)] as const,
    ),
  );
  const opset = sets.get('') ?? 0;
  const made = new Set(chosen.node.flatMap(({ output }) => output));
  const own = new Set(functions.map(({ domain }) => domain));
  const foreign = [...sets].filter(([domain]) => domain !== '' && !own.has(domain));
  return {
    graph: foreign.length > 0 ? { ...read, sets: new Map(foreign) } : read,
    metadata: Object.fromEntries(metadataProps.map(({ key, value }) => [key, value])),
    opset,
    rewrites: [
      ...named('half precision computed in float32', nodesInHalf(chosen)),
      ...named('functions written as their nodes', callsOf(graph, functions)),
      ...named('maps of labels taken as tables', mapsOf(inlined)),
      ...named(
        'nodes of other outputs left unread',
        inlined.node.filter(({ output }) => !output.some((name) => made.has(name))),
      ),
    ],
  };
}
