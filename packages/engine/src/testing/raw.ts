import type { Graph } from '../graph/graph.js';
import { floats } from '../graph/tensors.js';
import { loadRuntime } from '../runtime/load.js';
import type { Tensor } from '../runtime/runtime.js';
import type { Batch } from '@fragility/numerics';

/** What ONNX Runtime gives for a graph as it is, none of this package's rewrites done to it. */
export async function rawOutput(graph: Graph, { data, shape }: Batch): Promise<Float64Array> {
  const session = await (await loadRuntime('native', { threads: 1 })).session(graph);
  const [input, output] = [graph.inputs[0]!, graph.outputs[0]!];
  const values = input.type === 'float64' ? data : Float32Array.from(data);
  const results = await session.run({ [input.name]: { data: values, shape } });
  await session.release();
  return Float64Array.from(floats(results[output.name]!));
}

/** The value `y` that ONNX Runtime computes from the value `x`, whatever the graph says of its outputs. */
export async function rawValue(graph: Graph, x: Tensor): Promise<{ data: number[]; shape: readonly number[] }> {
  const runtime = await loadRuntime('native', { threads: 1 });
  const session = await runtime.session({ ...graph, outputs: [] }, ['y']);
  const { data, shape } = (await session.run({ x }))['y']!;
  await session.release();
  return { data: Array.from(data as ArrayLike<number>, Number), shape };
}
