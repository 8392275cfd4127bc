import { GraphBuilder } from '../graph/builder.js';
import type { Attribute, Graph } from '../graph/graph.js';
import type { Precision } from '../graph/tensors.js';
import { numbers } from './networks.js';

export type Body = (b: GraphBuilder, x: string) => string;
export type Attributes = Readonly<Record<string, Attribute>>;

export const INPUTS = 4;

/** A file of four inputs that ends in some nodes of classical learning. */
export function file(body: Body, precision: Precision = 'float32', ml = 3): Graph {
  const b = new GraphBuilder('learning');
  const x = b.input({ name: 'x', type: precision, shape: ['n', INPUTS] });
  b.output({ name: body(b, x), type: precision, shape: ['n', 'k'] });
  return { ...b.build(), sets: new Map([['ai.onnx.ml', ml]]) };
}

export const ml = (b: GraphBuilder, op: string, inputs: readonly string[], attributes: Attributes): string =>
  b.node(`ai.onnx.ml.${op}`, inputs, attributes);

/** The scores of a classifier, whose first output are labels. */
export function scores(b: GraphBuilder, op: string, x: string, attributes: Attributes): string {
  return b.nodeOf(2, `ai.onnx.ml.${op}`, [x], attributes)[1]!;
}

export const floats = (count: number, seed: number): { floats: number[] } => {
  const next = numbers(seed);
  return { floats: Array.from({ length: count }, () => Math.fround(2 * next())) };
};
export const labels = (count: number): number[] => Array.from({ length: count }, (_, k) => k);

export const linear = (count: number, transform: string, b: GraphBuilder, x: string, rows = count): string =>
  scores(b, 'LinearClassifier', x, {
    coefficients: floats(rows * INPUTS, 1),
    intercepts: floats(rows, 2),
    classlabels_ints: labels(count),
    post_transform: transform,
  });

/** Trees of depth one, one for each class, that ask whether x_k ≤ 0; two classes share the weights of the second where `rows` is 1. */
export function stumps(count: number, transform: string, rows = count): Attributes {
  const trees = Array.from({ length: rows }, (_, k) => k);
  const leaf = numbers(5);
  const target = (k: number): number => (rows === 1 ? 1 : k);
  return {
    nodes_treeids: trees.flatMap((k) => [k, k, k]),
    nodes_nodeids: trees.flatMap(() => [0, 1, 2]),
    nodes_featureids: trees.flatMap((k) => [k % INPUTS, 0, 0]),
    nodes_modes: { strings: trees.flatMap(() => ['BRANCH_LEQ', 'LEAF', 'LEAF']) },
    nodes_values: { floats: trees.flatMap(() => [0, 0, 0]) },
    nodes_truenodeids: trees.flatMap(() => [1, 0, 0]),
    nodes_falsenodeids: trees.flatMap(() => [2, 0, 0]),
    nodes_missing_value_tracks_true: trees.flatMap(() => [0, 0, 0]),
    class_treeids: trees.flatMap((k) => [k, k]),
    class_nodeids: trees.flatMap(() => [1, 2]),
    class_ids: trees.flatMap((k) => [target(k), target(k)]),
    class_weights: { floats: trees.flatMap(() => [Math.fround(leaf()), Math.fround(leaf())]) },
    classlabels_int64s: labels(count),
    post_transform: transform,
  };
}

/** A support vector machine with two vectors for each class. */
export function machine(count: number, more: Attributes = {}): Attributes {
  return {
    kernel_type: 'RBF',
    kernel_params: { floats: [0.5, 0, 3] },
    support_vectors: floats(2 * count * INPUTS, 6),
    vectors_per_class: labels(count).map(() => 2),
    coefficients: floats(2 * count * (count - 1), 7),
    rho: floats((count * (count - 1)) / 2, 8),
    classlabels_ints: labels(count),
    post_transform: 'NONE',
    ...more,
  };
}
