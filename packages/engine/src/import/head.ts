import type { Constant, Graph, Node } from '../graph/graph.js';
import { floats, sizeOf } from '../graph/tensors.js';
import type { GraphHead } from '../network/network.js';
import { prune } from './simplify/prune.js';
import type { Typed } from './typed.js';

/** f = h M + c with a constant matrix, its rows the classes where it is `turned`. */
interface Affine {
  readonly features: string;
  readonly matrix: Constant;
  readonly turned: boolean;
  readonly bias: Float64Array;
}

const isFloat = (constant: Constant | undefined): constant is Constant => constant?.type.startsWith('float') ?? false;

const factorOf = ({ attributes }: Node, name: string): number => {
  const given = attributes[name];
  return typeof given === 'object' && 'float' in given ? given.float : 1;
};

/** A constant of one number, or one for each class, as one for each class. */
function perClass(constant: Constant | undefined, classes: number, factor = 1): Float64Array | undefined {
  if (
    !isFloat(constant) ||
    ![1, classes].includes(sizeOf(constant.shape)) ||
    (constant.shape.at(-1) ?? 1) !== sizeOf(constant.shape)
  )
    return undefined;
  const given = floats(constant);
  return Float64Array.from({ length: classes }, (_, k) => factor * given[given.length === 1 ? 0 : k]!);
}

/** The last product of a graph and what is added to it, where both are with constants. */
function affine({ constants, nodes }: Graph, output: string, classes: number): Affine | undefined {
  const maker = (name: string): Node | undefined => nodes.find(({ outputs }) => outputs[0] === name);
  let node = maker(output);
  while (node?.op === 'Identity') node = maker(node.inputs[0]!);
  if (node?.op === 'Gemm') {
    const [features, b, c] = node.inputs as [string, string, string?];
    const matrix = constants.get(b);
    const bias = c ? perClass(constants.get(c), classes, factorOf(node, 'beta')) : new Float64Array(classes);
    const plain = !node.attributes['transA'] && factorOf(node, 'alpha') === 1;
    return isFloat(matrix) && bias && plain
      ? { features, matrix, turned: Boolean(node.attributes['transB']), bias }
      : undefined;
  }
  let bias: Float64Array = new Float64Array(classes);
  if (node?.op === 'Add') {
    const at = node.inputs.findIndex((name) => constants.has(name));
    const added = perClass(constants.get(node.inputs[at] ?? ''), classes);
    if (!added) return undefined;
    bias = added;
    node = maker(node.inputs[1 - at]!);
  }
  const matrix = node?.op === 'MatMul' ? constants.get(node.inputs[1]!) : undefined;
  return isFloat(matrix) ? { features: node!.inputs[0]!, matrix, turned: false, bias } : undefined;
}

/**
 * The last affine map of a graph with logits `[n, K]`, f(x) = W h(x) + b, and the graph of the features h(x) `[n, m]`.
 *
 * @returns undefined where the graph does not end in a product with a constant matrix
 */
export function headOfGraph({ graph, types }: Pick<Typed, 'graph' | 'types'>): GraphHead | undefined {
  const [output] = graph.outputs as [Graph['outputs'][number]];
  const classes = output.shape[1] as number;
  const found = affine(graph, output.name, classes);
  const type = found && types.get(found.features);
  if (!type || type.shape.length !== 2 || type.shape[0] !== output.shape[0] || found.matrix.shape.length !== 2)
    return undefined;
  const { features, matrix, turned, bias } = found;
  const width = matrix.shape[turned ? 1 : 0]!;
  if (type.shape[1] !== width || matrix.shape[turned ? 0 : 1] !== classes || graph.inputs[0]!.name === features)
    return undefined;
  const given = floats(matrix);
  const weight = Float64Array.from({ length: classes * width }, (_, at) =>
    turned ? given[at]! : given[(at % width) * classes + Math.floor(at / width)]!,
  );
  return { width, weight, bias, graph: prune({ ...graph, outputs: [{ name: features, ...type }] }) };
}
