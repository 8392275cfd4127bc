import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import type { Constant, Graph } from '../graph/graph.js';
import { transpose } from '../graph/tensors.js';
import { denseGraph } from './graph.js';

/** The entry of a file's metadata that says which activations its layers have, where some are no operators of ONNX. */
export const CURVES = 'activations';

const isCurve = ({ kind }: Activation): boolean => kind === 'gelu' || kind === 'power';

/** Metadata for layers of which some have GELU or a power of ReLU. */
export const curvesOf = (layers: readonly DenseLayer[]): Readonly<Record<string, string>> =>
  layers.some(({ activation }) => isCurve(activation))
    ? { [CURVES]: JSON.stringify(layers.map(({ activation }) => activation)) }
    : {};

function isActivation(given: unknown): given is Activation {
  const { kind, power, slope } = (given ?? {}) as Record<string, unknown>;
  if (kind === 'power') return Number.isInteger(power) && Number(power) >= 1 && Number(power) <= 64;
  if (kind === 'leaky-relu') return Number.isFinite(slope);
  return kind === 'identity' || kind === 'relu' || kind === 'tanh' || kind === 'gelu';
}

function activationsOf(text: string): readonly Activation[] | null {
  try {
    const given: unknown = JSON.parse(text);
    return Array.isArray(given) && given.length > 0 && given.every(isActivation) ? given : null;
  } catch {
    return null;
  }
}

const doubles = ({ data }: Constant): Float64Array => Float64Array.from(data as Float32Array | Float64Array);

/** Layers of the constants `weight_k` and `bias_k` of a graph that {@link denseGraph} makes of them; null where it is another. */
export function curvedLayers(graph: Graph, text: string): DenseLayer[] | null {
  const layers: DenseLayer[] = [];
  for (const [k, activation] of (activationsOf(text) ?? []).entries()) {
    const [weight, bias] = [graph.constants.get(`weight_${k}`), graph.constants.get(`bias_${k}`)];
    if (!weight || !bias) return null;
    const [inputs, outputs] = weight.shape as [number, number];
    layers.push({ inputs, outputs, weight: doubles(transpose(weight)), bias: doubles(bias), activation });
  }
  const fits = layers.every(({ inputs }, k) => k === 0 || layers[k - 1]!.outputs === inputs);
  if (layers.length === 0 || !fits) return null;
  const { type } = graph.constants.get('weight_0')!;
  const made = denseGraph(layers, type === 'float32' ? 'float32' : 'float64');
  const nodesOf = ({ nodes }: Graph): string => JSON.stringify(nodes);
  return nodesOf(made) === nodesOf(graph) ? layers : null;
}
