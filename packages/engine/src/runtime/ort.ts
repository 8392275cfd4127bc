import { FragilityError } from '@fragility/numerics';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-web';
import type { Graph, Values } from '../graph/graph.js';
import { lower } from '../graph/lower.js';
import { writeModel } from '../onnx/model.js';
import { elementType } from '../onnx/tensors/element.js';
import { nameable, namedInside } from './names.js';
import { withinTime } from './optimisation.js';
import { withPaddingKept } from './pad-fusion.js';
import type { Queue } from './queue.js';
import type { Runtime, Tensor } from './runtime.js';

/** The part of ONNX Runtime's interface that its native and its wasm package share. */
export interface Ort {
  readonly InferenceSession: {
    create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: string, data: unknown, shape: readonly number[]) => OrtTensor;
}

/** What the wasm package makes of a size that is not known, −1. */
const OPEN = 2 ** 32 - 1;

const failure = (cause: unknown, graph: Graph, doing: string): FragilityError =>
  new FragilityError(`${doing} '${graph.name}' failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
    where: 'engine/runtime',
    code: 'engine/runtime',
    kind: 'failure',
    cause,
  });

/** Makes sessions of one loaded ONNX Runtime. */
export function sessions(ort: Ort, enqueue: Queue, options: InferenceSession.SessionOptions): Runtime['session'] {
  return async (graph, observed = [], { untouched = false } = {}) => {
    const ports = graph.inputs.length + graph.outputs.length + observed.length;
    const inner = await enqueue(() =>
      ort.InferenceSession.create(
        writeModel(nameable(lower(graph)), {}, observed.map(namedInside)),
        withinTime(graph, ports, withPaddingKept(graph, options), untouched),
      ),
    ).catch((cause: unknown) => {
      throw failure(cause, graph, 'loading');
    });
    const fetched = [...graph.outputs.map(({ name }) => name), ...observed];
    const given = graph.inputs.map(({ name, type }) => ({ name, type, inside: namedInside(name) }));
    const taken = fetched.map((name) => ({ name, inside: namedInside(name) }));
    const outside = new Map(taken.map(({ name, inside }) => [inside, name]));
    let released = false;
    return {
      types: () =>
        new Map(
          inner.outputMetadata.flatMap((each) => {
            const type = elementType(each.isTensor && each.type, each.name);
            return type ? [[outside.get(each.name) ?? each.name, type] as const] : [];
          }),
        ),
      shapes: () =>
        new Map(
          inner.outputMetadata.flatMap((each) =>
            each.isTensor
              ? [[outside.get(each.name) ?? each.name, each.shape.map((size) => (size === OPEN ? '' : size))] as const]
              : [],
          ),
        ),
      run: (feeds) =>
        enqueue(async () => {
          if (released)
            throw failure('it has been released; keep it until the last call has returned', graph, 'running');
          const tensors = given.map(({ name, type, inside }) => {
            const { data, shape } = feeds[name]!;
            return [inside, new ort.Tensor(type, data, shape)] as const;
          });
          try {
            const results = await inner.run(Object.fromEntries(tensors));
            return Object.fromEntries(
              taken.map(({ name, inside }): [string, Tensor] => {
                const { data, dims } = results[inside]!;
                return [name, { data: data as Values, shape: dims }];
              }),
            );
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
