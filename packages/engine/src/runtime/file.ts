import { FragilityError } from '@fragility/numerics';
import type { InferenceSession } from 'onnxruntime-web';
import type { Values } from '../graph/graph.js';
import type { ExternalData } from '../onnx/tensors/external.js';
import type { Ort } from './ort.js';
import type { Queue } from './queue.js';
import type { FileSession } from './runtime.js';

const failure = (cause: unknown, doing: string): FragilityError =>
  new FragilityError(`${doing} the file failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
    where: 'engine/runtime',
    code: 'engine/runtime',
    kind: 'failure',
    cause,
  });

/** Ports as ONNX Runtime tells of them. */
const portsOf = (metadata: readonly InferenceSession.ValueMetadata[]): FileSession['inputs'] =>
  metadata.map((each) => ({
    name: each.name,
    type: each.isTensor ? each.type : 'no tensor',
    shape: each.isTensor ? each.shape : [],
  }));

/** Makes sessions of files, each handed to ONNX Runtime byte by byte as it is. */
export const fileSessions =
  (ort: Ort, enqueue: Queue, options: InferenceSession.SessionOptions) =>
  async (bytes: Uint8Array, externalData: ExternalData = new Map()): Promise<FileSession> => {
    const beside = Array.from(externalData, ([path, data]) => ({ path, data }));
    const inner = await enqueue(() =>
      ort.InferenceSession.create(bytes, { ...options, ...(beside.length > 0 ? { externalData: beside } : {}) }),
    ).catch((cause: unknown) => {
      throw failure(cause, 'loading');
    });
    const inputs = portsOf(inner.inputMetadata);
    return {
      inputs,
      outputs: portsOf(inner.outputMetadata),
      run: (feeds) =>
        enqueue(async () => {
          try {
            const given = inputs.map(({ name, type }) => {
              const { data, shape } = feeds.get(name)!;
              return [name, new ort.Tensor(type, data, shape)] as const;
            });
            const results = await inner.run(Object.fromEntries(given));
            return new Map(
              Object.entries(results).map(([name, { data, dims }]) => [name, { data: data as Values, shape: dims }]),
            );
          } catch (cause) {
            throw failure(cause, 'running');
          }
        }),
      release: () => enqueue(() => inner.release()),
    };
  };
