import type { Classifier, DifferentiableClassifier, Head, Pullback } from '@fragility/model';
import { type ErrorMessage, FragilityError, type Batch } from '@fragility/numerics';
import type { Graph } from '../graph/graph.js';
import { sizeOf } from '../graph/tensors.js';
import { describeRuntime } from '../runtime/runtime.js';
import { concatenate, inChunks } from './chunks.js';
import type { GraphHead, Network } from './network.js';
import { passes, type Passes } from './pass.js';

const fail = (message: ErrorMessage, code: string): never => {
  throw new FragilityError(message, {
    where: 'engine/network',
    code: `engine/${code}`,
    kind: code === 'shape' ? 'input' : 'failure',
  });
};

/** Data of a batch of `[n, size]` values, flattened; checked. */
function values(batch: Batch, size: number, what: string, count?: number): Float64Array {
  const [n] = batch.shape;
  if (n === undefined || batch.data.length !== n * size || (count !== undefined && n !== count)) {
    fail(
      {
        given: `${what} have shape [${batch.shape.join(', ')}] and ${batch.data.length} values`,
        expected: `[${count ?? 'n'}, ${size}]`,
        remedy: 'reshape them',
      },
      'shape',
    );
  }
  return batch.data;
}

/** A classifier that a graph computes. */
export interface GraphBacked {
  /** What it runs, from the images to the logits. */
  readonly graph: Graph;
}

/**
 * Whether a model is computed by a graph that can be read.
 *
 * @example isGraphBacked(await denseClassifier(layers)); // true
 */
export const isGraphBacked = (model: Classifier): model is Classifier & GraphBacked => 'graph' in model;

/** Runs a graph up to the features that its head takes. */
const featuresOf = (
  { runtime, precision, inputShape: shape, batch }: Network,
  { graph, width: classes }: GraphHead,
): Pick<Passes, 'logits' | 'release'> =>
  passes(runtime, precision, graph, () => fail('features have no gradients', 'gradients'), { shape, classes, batch });

/** The classifier that a graph is: a result depends neither on the batch it was computed in, nor on how many calls are in flight. */
export function networkClassifier(network: Network): DifferentiableClassifier & GraphBacked {
  const { runtime, graph, inputShape, classes, bounds, precision, levels, batch, limit, facts } = network;
  const inputs = sizeOf(inputShape);
  const run = passes(runtime, precision, graph, network.derive, { shape: inputShape, classes, batch });
  const ahead = network.head && { ...network.head, run: featuresOf(network, network.head) };
  let disposed = false;
  const open = (): void => {
    if (disposed)
      fail({ given: 'the classifier has been disposed of', remedy: 'keep it until the last call' }, 'disposed');
  };
  const batched = (data: Float64Array, n: number): Batch => ({ data, shape: [n, classes] });

  const head: Head | undefined = ahead && {
    width: ahead.width,
    weight: ahead.weight,
    bias: ahead.bias,
    features: async (x) => {
      open();
      const parts = await inChunks(values(x, inputs, 'inputs'), inputs, limit, ahead.run.logits);
      return { data: concatenate(parts), shape: [x.shape[0]!, ahead.width] };
    },
  };

  return {
    graph,
    inputShape,
    classes,
    bounds,
    precision,
    ...(levels ? { levels } : {}),
    ...(head ? { head } : {}),
    facts: { ...facts, engine: describeRuntime(runtime.identity) },
    logits: async (x) => {
      open();
      const data = values(x, inputs, 'inputs');
      return batched(concatenate(await inChunks(data, inputs, limit, run.logits)), x.shape[0]!);
    },
    vjp: async (x): Promise<Pullback> => {
      open();
      const data = values(x, inputs, 'inputs');
      const n = x.shape[0]!;
      const parts = await inChunks(data, inputs, limit, run.forward);
      return {
        logits: batched(concatenate(parts.map(({ logits }) => logits)), n),
        backward: async (cotangent, out) => {
          open();
          const cotangents = values(cotangent, classes, 'cotangents', n);
          let [part, at] = [0, 0];
          const gradients = await inChunks(cotangents, classes, limit, (rows) => {
            const from = at;
            at += (rows.length / classes) * inputs;
            return parts[part++]!.backward(rows, out?.subarray(from, at));
          });
          return { data: out?.subarray(0, at) ?? concatenate(gradients), shape: x.shape };
        },
      };
    },
    dispose: async () => {
      disposed = true;
      await Promise.all([run.release(), ahead?.run.release()]);
    },
  };
}
