import { GraphBuilder } from './builder.js';
import type { Graph } from './graph.js';
import { filled } from './tensors.js';

/**
 * The graph as the runtime must see it to compute in float64: ONNX stores attributes in float32, so a LeakyRelu whose slope is not a
 * float32 number becomes `Where(x > 0, x, slope · x)` with the slope as a float64 constant.
 */
export function lower(graph: Graph): Graph {
  const slopeOf = (alpha: unknown): number => (alpha as { float: number } | undefined)?.float ?? 0.01;
  const inexact = graph.nodes.filter(
    ({ op, attributes }) =>
      op === 'LeakyRelu' && Math.fround(slopeOf(attributes['alpha'])) !== slopeOf(attributes['alpha']),
  );
  if (graph.inputs[0]?.type !== 'float64' || inexact.length === 0) return graph;
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  graph.nodes.forEach(({ outputs }) => builder.reserve(outputs));
  const zero = builder.constant(filled('float64', [], 0));
  for (const node of graph.nodes) {
    if (!inexact.includes(node)) {
      builder.append(node);
      continue;
    }
    const x = node.inputs[0]!;
    const slope = builder.constant(filled('float64', [], slopeOf(node.attributes['alpha'])));
    const mask = builder.node('Greater', [x, zero]);
    const scaled = builder.node('Mul', [x, slope]);
    builder.append({ name: node.name, op: 'Where', inputs: [mask, x, scaled], outputs: node.outputs, attributes: {} });
  }
  return builder.build();
}
