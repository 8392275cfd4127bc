import { altered } from './altered.js';
import { nameOfElement } from './tensors/element.js';
import type { Decoded } from './schema.js';

type GraphProto = Decoded<'GraphProto'>;
type NodeProto = Decoded<'NodeProto'>;

/** Values that a node reads, those inside of its branches and loops among them. */
const readsOf = ({ input, attribute }: NodeProto): string[] => [
  ...input,
  ...attribute.flatMap(({ g }) => (g ? [...g.node.flatMap(readsOf), ...g.output.map(({ name }) => name)] : [])),
];

const isFloating = ({ type }: GraphProto['output'][number]): boolean =>
  /float|double/.test(nameOfElement(type?.tensorType?.elemType ?? 0));

/** The outputs to read: the one that is named, or the one that alone holds floating-point numbers, or all. */
function wanted({ output }: GraphProto, name: string | undefined): GraphProto['output'] {
  const named = output.filter((port) => port.name === name);
  if (named.length > 0) return named;
  const floating = output.filter(isFloating);
  if (name === undefined && floating.length === 1) return floating;
  const numeric = output.filter(({ type }) => nameOfElement(type?.tensorType?.elemType ?? 0) !== 'string');
  return numeric.length > 0 ? numeric : output;
}

/** Nodes that make maps from labels to probabilities. */
export const mapsOf = ({ node }: GraphProto): NodeProto[] =>
  node.filter(({ opType, domain }) => opType === 'ZipMap' && domain === 'ai.onnx.ml');

/** The graph with a table of probabilities for every example in place of what ZipMap makes of it, a map from labels to probabilities. */
function withoutMaps(graph: GraphProto): GraphProto {
  const maps = mapsOf(graph);
  const made = new Set(maps.flatMap(({ output }) => output));
  const table = { elemType: 1, shape: undefined };
  return altered(graph, {
    node: graph.node.map((node) =>
      maps.includes(node) ? altered(node, { opType: 'Identity', domain: '', attribute: [] }) : node,
    ),
    output: graph.output.map((port) =>
      made.has(port.name) ? altered(port, { type: { tensorType: table } as never }) : port,
    ),
  });
}

/** The graph with the outputs that are wanted, and nodes, weights and inputs that these need. */
export function chooseOutput(given: GraphProto, name: string | undefined): GraphProto {
  const graph = withoutMaps(given);
  const output = wanted(graph, name);
  const needed = new Set(output.map((port) => port.name));
  const node = graph.node.toReversed().filter((each) => {
    if (!each.output.some((made) => needed.has(made))) return false;
    readsOf(each).forEach((read) => needed.add(read));
    return true;
  });
  const read = ({ name: of }: { readonly name: string }): boolean => needed.has(of);
  return altered(graph, {
    output,
    node: node.reverse(),
    initializer: graph.initializer.filter(read),
    input: graph.input.filter(read),
  });
}
