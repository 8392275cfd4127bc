import { definedIn, namesInside, renamedNode } from '../../graph/bodies.js';
import type { GraphBuilder } from '../../graph/builder.js';
import type { Graph } from '../../graph/graph.js';

/**
 * Puts the nodes of a branch or a loop's body into a builder, with names that no other value has, and returns the names of its outputs.
 * `given` are the values in place of its inputs.
 */
export function inline(builder: GraphBuilder, body: Graph, given: readonly string[] = []): string[] {
  const names = new Map([['', '']]);
  body.inputs.forEach(({ name }, k) => names.set(name, given[k]!));
  for (const name of [...definedIn(body), ...body.nodes.flatMap(namesInside)])
    if (!names.has(name)) names.set(name, builder.fresh(name));
  const renamed = (name: string): string => names.get(name) ?? name;
  body.constants.forEach((constant, name) => builder.constant(constant, renamed(name)));
  body.nodes.forEach((node) => builder.append({ ...renamedNode(node, renamed), name: builder.fresh(node.name) }));
  return body.outputs.map(({ name }) => renamed(name));
}
