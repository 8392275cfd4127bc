import type { Graph, Node } from '../graph/graph.js';
import { readAttribute, writeAttribute } from './attribute.js';
import type { ExternalData } from './tensors/external.js';
import { readPort, writePort } from './port.js';
import type { Decoded, Init } from './schema.js';
import { readTensor, writeTensor } from './tensors/tensor.js';

/** Operators whose outputs every runtime knows; others are somebody's own. */
export const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

/** Domain of an operator; ONNX's own is `''`. */
export const domainOf = (op: string): string => op.slice(0, Math.max(0, op.lastIndexOf('.')));

function writeNode({ name, op, inputs, outputs, attributes }: Node): Init<'NodeProto'> {
  const domain = domainOf(op);
  return {
    name,
    opType: op.slice(op.lastIndexOf('.') + 1),
    ...(domain === '' ? {} : { domain }),
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([key, value]) => writeAttribute(key, value, writeGraph)),
  };
}

/** A graph, or a branch or loop's body, as a file holds it. */
export const writeGraph = (graph: Graph): Init<'GraphProto'> => ({
  name: graph.name,
  input: graph.inputs.map(writePort),
  output: graph.outputs.map(writePort),
  initializer: Array.from(graph.constants, ([name, constant]) => writeTensor(constant, name)),
  node: graph.nodes.map(writeNode),
});

/** Names of nodes, each once: files may leave them out or give one to several. */
function distinctNames(nodes: readonly Pick<Decoded<'NodeProto'>, 'name' | 'opType'>[]): string[] {
  const taken = new Set(nodes.map(({ name }) => name));
  const used = new Set<string>();
  return nodes.map(({ name: given, opType }, k) => {
    let name = given;
    for (let n = k; name === '' || used.has(name); n++) {
      const next = `${given || opType}_${n}`;
      name = taken.has(next) ? '' : next;
    }
    used.add(name);
    return name;
  });
}

/** A graph of a file, or a branch or loop's body; nodes have distinct names. */
export function readGraph(graph: Decoded<'GraphProto'>, files: ExternalData): Graph {
  const inner = (body: Decoded<'GraphProto'>): Graph => readGraph(body, files);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, readTensor(tensor, files)]));
  const names = distinctNames(graph.node);
  return {
    name: graph.name,
    inputs: graph.input.filter(({ name }) => !constants.has(name)).map(readPort),
    outputs: graph.output.map(readPort),
    constants,
    nodes: graph.node.map(({ opType, domain, input, output, attribute }, k) => ({
      name: names[k]!,
      op: isStandard(domain) ? opType : `${domain}.${opType}`,
      inputs: input,
      outputs: output,
      attributes: Object.fromEntries(attribute.map((each) => [each.name, readAttribute(each, files, inner)])),
    })),
  };
}
