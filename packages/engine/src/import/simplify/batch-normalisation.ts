import { readsOf } from '../../graph/bodies.js';
import { GraphBuilder } from '../../graph/builder.js';
import type { Constant, Graph, Node, ValueType } from '../../graph/graph.js';
import { floats, inPrecision } from '../../graph/tensors.js';
import type { Typed } from '../typed.js';

/** y = a ∘ x + c, one a and one c for every channel. */
interface Affine {
  readonly a: Float64Array;
  readonly c: Float64Array;
}

/** What a BatchNormalization node with known parameters computes, unless it takes them from the batch. */
function affine(graph: Graph, { inputs, outputs, attributes }: Node): Affine | undefined {
  if (attributes['training_mode'] === 1 || outputs.slice(1).some((name) => name !== '')) return undefined;
  const known = inputs.slice(1, 5).map((name) => graph.constants.get(name));
  if (known.some((each) => each === undefined)) return undefined;
  const [scale, shift, mean, variance] = known.map((each) => floats(each!));
  const epsilon = (attributes['epsilon'] as { float: number } | undefined)?.float ?? 1e-5;
  const a = Float64Array.from(scale!, (value, k) => value / Math.sqrt(variance![k]! + epsilon));
  return { a, c: a.map((value, k) => shift![k]! - mean![k]! * value) };
}

const withData = (constant: Pick<Constant, 'type' | 'shape'>, data: Float64Array): Constant => ({
  ...constant,
  data: inPrecision(constant.type === 'float64' ? 'float64' : 'float32', data),
});

/** Kernel and bias of a convolution followed by y ↦ a ∘ y + c. */
function folded(graph: Graph, conv: Node, { a, c }: Affine): { weight: Constant; bias: Constant } | undefined {
  const weight = graph.constants.get(conv.inputs[1]!);
  const bias = conv.inputs[2] ? graph.constants.get(conv.inputs[2]) : undefined;
  if (!weight || (conv.inputs[2] && !bias)) return undefined;
  const perChannel = weight.data.length / a.length;
  const given = bias && floats(bias);
  return {
    weight: withData(
      weight,
      Float64Array.from(floats(weight), (value, k) => value * a[Math.floor(k / perChannel)]!),
    ),
    bias: withData(
      { type: weight.type, shape: [a.length] },
      c.map((value, k) => value + a[k]! * (given?.[k] ?? 0)),
    ),
  };
}

/** Batch normalisation in inference as what it is: part of the convolution before it, or a product and a sum. */
export function foldBatchNormalisation({ graph, types: given, batch }: Typed): Typed {
  const types = new Map<string, ValueType>(given);
  const uses = new Map<string, number>();
  const count = (name: string): unknown => uses.set(name, (uses.get(name) ?? 0) + 1);
  graph.nodes.forEach((node) => readsOf(node).forEach(count));
  graph.outputs.forEach(({ name }) => count(name));
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0]!, node]));
  const builder = GraphBuilder.from({ ...graph, nodes: [] });
  graph.nodes.forEach(({ outputs }) => builder.reserve(outputs));
  const replaced = new Map<Node, Node[]>();
  const constant = (value: Constant): string => {
    const name = builder.constant(value);
    types.set(name, value);
    return name;
  };

  for (const node of graph.nodes.filter(({ op }) => op === 'BatchNormalization')) {
    const map = affine(graph, node);
    if (!map) continue;
    const [x, y] = [node.inputs[0]!, node.outputs[0]!];
    const before = makers.get(x);
    const fold = before?.op === 'Conv' && uses.get(x) === 1 ? folded(graph, before, map) : undefined;
    if (before && fold) {
      const inputs = [before.inputs[0]!, constant(fold.weight), constant(fold.bias)];
      replaced.set(before, []);
      replaced.set(node, [{ ...before, inputs, outputs: [y] }]);
      continue;
    }
    const { type, shape } = types.get(x)!;
    const perChannel = { type, shape: [map.a.length, ...shape.slice(2).map(() => 1)] };
    const scaled = builder.fresh('scaled');
    types.set(scaled, types.get(y)!);
    replaced.set(node, [
      {
        name: scaled,
        op: 'Mul',
        inputs: [x, constant(withData(perChannel, map.a))],
        outputs: [scaled],
        attributes: {},
      },
      {
        name: node.name,
        op: 'Add',
        inputs: [scaled, constant(withData(perChannel, map.c))],
        outputs: [y],
        attributes: {},
      },
    ]);
  }
  graph.nodes.flatMap((node) => replaced.get(node) ?? [node]).forEach((node) => builder.append(node));
  return { graph: builder.build(), types, batch };
}
