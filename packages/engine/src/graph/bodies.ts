import type { Attribute, Graph, Node, Port } from './graph.js';

/** The graphs inside of a node: branches of If, bodies of Loop and Scan. */
export const bodiesOf = ({ attributes }: Node): Graph[] =>
  Object.values(attributes).flatMap((value) => (typeof value === 'object' && 'graph' in value ? [value.graph] : []));

/** Some nodes, each followed by those inside of it. */
export const withInner = (nodes: readonly Node[]): Node[] =>
  nodes.flatMap((node) => [node, ...bodiesOf(node).flatMap((body) => withInner(body.nodes))]);

/** Names that a graph gives to values of its own. */
export const definedIn = ({ inputs, constants, nodes }: Graph): string[] => [
  ...inputs.map(({ name }) => name),
  ...constants.keys(),
  ...nodes.flatMap((node) => node.outputs),
];

/** Every name inside of a node, those of branches in branches among them. */
export const namesInside = (node: Node): string[] =>
  bodiesOf(node).flatMap((body) => [...definedIn(body), ...body.nodes.flatMap(namesInside)]);

/** Names of values around a graph that it reads. */
export function capturedBy(body: Graph): string[] {
  const own = new Set(definedIn(body));
  const read = [...body.nodes.flatMap(readsOf), ...body.outputs.map(({ name }) => name)];
  return [...new Set(read)].filter((name) => name !== '' && !own.has(name));
}

/** Names of all values that a node reads: its inputs, and what its branches and bodies capture of the graph around it. */
export const readsOf = (node: Node): readonly string[] => {
  const bodies = bodiesOf(node);
  return bodies.length === 0 ? node.inputs : [...node.inputs, ...bodies.flatMap(capturedBy)];
};

/** A node's attributes with every graph among them changed. */
export const withBodies = (attributes: Node['attributes'], change: (body: Graph) => Graph): Node['attributes'] =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]): [string, Attribute] => [
      key,
      typeof value === 'object' && 'graph' in value ? { graph: change(value.graph) } : value,
    ]),
  );

/** A node that reads values by other names, inside of its bodies too. */
export function reading(node: Node, source: (name: string) => string): Node {
  const inside = (body: Graph): Graph => {
    const own = new Set(definedIn(body));
    const outer = (name: string): string => (own.has(name) ? name : source(name));
    return {
      ...body,
      nodes: body.nodes.map((each) => reading(each, outer)),
      outputs: body.outputs.map((port) => ({ ...port, name: outer(port.name) })),
    };
  };
  return { ...node, inputs: node.inputs.map(source), attributes: withBodies(node.attributes, inside) };
}

/** A graph whose values, and those inside of its bodies, bear other names. */
export function renamedGraph(graph: Graph, renamed: (name: string) => string): Graph {
  const port = (each: Port): Port => ({ ...each, name: renamed(each.name) });
  return {
    ...graph,
    inputs: graph.inputs.map(port),
    outputs: graph.outputs.map(port),
    constants: new Map(Array.from(graph.constants, ([name, constant]) => [renamed(name), constant])),
    nodes: graph.nodes.map((node) => renamedNode(node, renamed)),
  };
}

/** A node whose values, and those inside of its bodies, bear other names. */
export const renamedNode = (node: Node, renamed: (name: string) => string): Node => ({
  ...node,
  inputs: node.inputs.map(renamed),
  outputs: node.outputs.map(renamed),
  attributes: withBodies(node.attributes, (body) => renamedGraph(body, renamed)),
});
