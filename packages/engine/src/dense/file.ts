import { type ErrorMessage, FragilityError } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import type { Constant, Graph, Node } from '../graph/graph.js';
import { transpose, type Precision } from '../graph/tensors.js';
import { readModel, writeModel, type ReadOptions } from '../onnx/model.js';
import { checkLayers } from './check.js';
import { denseGraph } from './graph.js';
import { CURVES, curvedLayers, curvesOf } from './curves.js';

const fail = (message: ErrorMessage): never => {
  throw new FragilityError(message, { where: 'engine/onnx', code: 'engine/onnx', kind: 'input' });
};

const fitsFloat32 = (values: Float64Array): boolean => values.every((value) => Object.is(Math.fround(value), value));

/**
 * A dense network as an ONNX file: `input [batch, d] → logits [batch, K]`, one Gemm and one activation node per layer; GELU and powers of ReLU are
 * several nodes, and the file says of which layers they are.
 *
 * Weights are stored in float32 where that loses nothing, else in float64, so that {@link loadDenseOnnx} returns them exactly; pass
 * `precision: 'float32'` to round them for runtimes that know no float64.
 *
 * @throws FragilityError `engine/layers`.
 * @example await writeFile('network.onnx', saveOnnx(model));
 */
export function saveOnnx(
  network: readonly DenseLayer[] | { readonly layers: readonly DenseLayer[] },
  options: { readonly precision?: Precision } = {},
): Uint8Array {
  const layers = 'layers' in network ? network.layers : network;
  checkLayers(layers, 'engine/onnx');
  const exact = layers.every(({ weight, bias }) => fitsFloat32(weight) && fitsFloat32(bias));
  const slopes = layers.flatMap(({ activation }) => (activation.kind === 'leaky-relu' ? [activation.slope] : []));
  const precision = options.precision ?? (exact ? 'float32' : 'float64');
  return writeModel(denseGraph(layers, precision), {
    ...(slopes.length > 0 ? { 'leaky-relu slopes': JSON.stringify(slopes) } : {}),
    ...curvesOf(layers),
  });
}

const NOT_CURVED = {
  given: `the file's nodes are not those of the '${CURVES}' that it names`,
  remedy: 'save the network again, or remove this entry of its metadata',
};

const activations: Record<string, (node: Node) => Activation> = {
  Relu: () => ({ kind: 'relu' }),
  Tanh: () => ({ kind: 'tanh' }),
  LeakyRelu: ({ attributes }) => ({
    kind: 'leaky-relu',
    slope: (attributes['alpha'] as { float: number } | undefined)?.float ?? 0.01,
  }),
};

const doubles = ({ data }: Constant): Float64Array => Float64Array.from(data as Float32Array | Float64Array);

function constantOf(graph: Graph, node: Node, k: number): Constant {
  return (
    graph.constants.get(node.inputs[k] ?? '') ??
    fail({
      given: `${node.op} '${node.name}' takes input ${k} from another node`,
      expected: 'stored weights',
      remedy: 'export a plain dense network',
    })
  );
}

function gemmLayer(graph: Graph, node: Node): DenseLayer {
  const one = (name: string): boolean => ((node.attributes[name] as { float: number } | undefined)?.float ?? 1) === 1;
  if (!one('alpha') || !one('beta') || node.attributes['transA'] === 1) {
    fail({
      given: `Gemm '${node.name}' has alpha, beta or transA set`,
      expected: 'Y = A B + C',
      remedy: 'fold them into the weights',
    });
  }
  const stored = constantOf(graph, node, 1);
  const matrix = node.op === 'Gemm' && node.attributes['transB'] === 1 ? stored : transpose(stored);
  const [outputs, inputs] = matrix.shape as [number, number];
  const bias = node.inputs[2] ? doubles(constantOf(graph, node, 2)) : new Float64Array(outputs);
  return { inputs, outputs, weight: doubles(matrix), bias, activation: { kind: 'identity' } };
}

/** float32 slopes of the file, replaced by the float64 ones that {@link saveOnnx} wrote beside them. */
function exactSlopes(layers: readonly DenseLayer[], metadata: Readonly<Record<string, string>>): DenseLayer[] {
  const slopes = JSON.parse(metadata['leaky-relu slopes'] ?? '[]') as number[];
  return layers.map((layer) => {
    if (layer.activation.kind !== 'leaky-relu') return layer;
    const slope = slopes.shift();
    return slope !== undefined && Math.fround(slope) === layer.activation.slope
      ? { ...layer, activation: { kind: 'leaky-relu', slope } }
      : layer;
  });
}

/**
 * Layers of a dense network in an ONNX file: a chain of Gemm (or MatMul and Add) with Relu, LeakyRelu or Tanh between them, or what {@link saveOnnx} wrote.
 *
 * @param options weights that lie in files beside the model's, by the location that {@link externalFiles} gives
 * @throws FragilityError `engine/onnx` naming the node that does not belong to a dense network, `engine/external-data` for a missing file.
 * @example const layers = loadDenseOnnx(await readFile('network.onnx'));
 */
export function loadDenseOnnx(bytes: Uint8Array, options: Pick<ReadOptions, 'externalData'> = {}): DenseLayer[] {
  const { graph, metadata } = readModel(bytes, options);
  if (metadata[CURVES] !== undefined) return curvedLayers(graph, metadata[CURVES]) ?? fail(NOT_CURVED);
  const layers: DenseLayer[] = [];
  let value = graph.inputs[0]?.name ?? fail({ given: 'the graph has no input', remedy: 'export a model with one' });
  for (const node of graph.nodes) {
    const last = layers.at(-1);
    const refuse = (why: string): never =>
      fail({
        given: `node '${node.name}' (${node.op}) ${why}`,
        remedy: 'export a plain dense network that ends in logits',
      });
    if (node.inputs[0] !== value) refuse(`does not continue from '${value}'`);
    if (node.op === 'Gemm' || node.op === 'MatMul') layers.push(gemmLayer(graph, node));
    else if (node.op === 'Add' && last) {
      const bias = doubles(constantOf(graph, node, 1));
      if (last.activation.kind !== 'identity' || bias.length !== last.outputs)
        refuse('is not the bias of the layer before it');
      layers[layers.length - 1] = { ...last, bias: last.bias.map((b, k) => b + bias[k]!) };
    } else if (Object.hasOwn(activations, node.op) && last) {
      if (last.activation.kind !== 'identity') refuse('follows another activation');
      layers[layers.length - 1] = { ...last, activation: activations[node.op]!(node) };
    } else if (!['Identity', 'Flatten'].includes(node.op)) refuse('has no place in a dense network');
    value = node.outputs[0]!;
  }
  checkLayers(layers, 'engine/onnx');
  return exactSlopes(layers, metadata);
}
