import { definedIn, namesInside, withBodies } from '../../graph/bodies.js';
import type { GraphBuilder } from '../../graph/builder.js';
import type { Graph, Node, Port } from '../../graph/graph.js';

type Renamed = (name: string) => string;

/** A node whose values, and those inside of its bodies, bear other names. */
function named(node: Node, renamed: Renamed): Node {
  const port = (each: Port): Port => ({ ...each, name: renamed(each.name) });
  const inside = (body: Graph): Graph => ({
    ...body,
    inputs: body.inputs.map(port),
    outputs: body.outputs.map(port),
    constants: new Map(Array.from(body.constants, ([name, constant]) => [renamed(name), constant])),
    nodes: body.nodes.map((each) => named(each, renamed)),
  });
  return {
    ...node,
    inputs: node.inputs.map(renamed),
    outputs: node.outputs.map(renamed),
    attributes: withBodies(node.attributes, inside),
  };
}

/**
 * Puts the nodes of a branch or a loop's body into a builder, with names that no other value has, and returns the names of its outputs.
 * `given` are the values in place of its inputs.
 */
export function inline(builder: GraphBuilder, body: Graph, given: readonly string[] = []): string[] {
  const names = new Map([['', '']]);
  body.inputs.forEach(({ name }, k) => names.set(name, given[k]!));
  for (const name of [...definedIn(body), ...body.nodes.flatMap(namesInside)])
    if (!names.has(name)) names.set(name, builder.fresh(name));
  const renamed: Renamed = (name) => names.get(name) ?? name;
  body.constants.forEach((constant, name) => builder.constant(constant, renamed(name)));
  body.nodes.forEach((node) => builder.append({ ...named(node, renamed), name: builder.fresh(node.name) }));
  return body.outputs.map(({ name }) => renamed(name));
}
