import { FragilityError } from '@fragility/numerics';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web';
import type { Graph, Values } from '../graph/graph.js';
import { lower } from '../graph/lower.js';
import { writeModel } from '../onnx/model.js';
import { elementType } from '../onnx/element.js';
import { withPaddingKept } from './pad-fusion.js';
import type { Queue } from './queue.js';
import type { Runtime, Tensors } from './runtime.js';

/** The part of ONNX Runtime's interface that its native and its wasm package share. */
export interface Ort {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: string, data: unknown, shape: readonly number[]) => OrtTensor;
}

const failure = (cause: unknown, graph: Graph, doing: string): FragilityError =>
  new FragilityError(`${doing} '${graph.name}' failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
    where: 'engine/runtime',
    code: 'engine/runtime',
    cause,
  });

/** Makes sessions of one loaded ONNX Runtime. */
export function sessions(ort: Ort, enqueue: Queue, options: InferenceSession.SessionOptions): Runtime['session'] {
  return async (graph, observed = []) => {
    const inner = await enqueue(() =>
      ort.InferenceSession.create(writeModel(lower(graph), {}, observed), withPaddingKept(graph, options)),
    ).catch((cause: unknown) => {
      throw failure(cause, graph, 'loading');
    });
    const fetched = [...graph.outputs.map(({ name }) => name), ...observed];
    let released = false;
    return {
      types: () =>
        new Map(
          inner.outputMetadata.flatMap((each) => {
            const type = elementType(each.isTensor && each.type, each.name);
            return type ? [[each.name, type] as const] : [];
          }),
        ),
      run: (feeds) =>
        enqueue(async () => {
          if (released)
            throw failure('it has been released; keep it until the last call has returned', graph, 'running');
          const tensors: Record<string, OrtTensor> = {};
          for (const { name, type } of graph.inputs) {
            const { data, shape } = feeds[name]!;
            tensors[name] = new ort.Tensor(type, data, shape);
          }
          try {
            const results = await inner.run(tensors);
            const outputs: Record<string, Tensors[string]> = {};
            for (const name of fetched) {
              const { data, dims } = results[name]!;
              outputs[name] = { data: data as Values, shape: dims };
            }
            return outputs;
          } catch (cause) {
            throw failure(cause, graph, 'running');
          }
        }),
      release: () =>
        enqueue(async () => {
          if (released) return;
          released = true;
          await inner.release();
        }),
    };
  };
}
