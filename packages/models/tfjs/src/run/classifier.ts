import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { DifferentiableClassifier } from '@fragility/model';
import type { Batch, Bounds } from '@fragility/numerics';
import type { Affine } from '../convert/affine.js';
import { fail } from '../error.js';
import { explained } from './explained.js';
import type { TensorFlow } from './tensorflow.js';
import type { TensorNetwork } from './tensor-network.js';
import { withoutFilterGradients } from './wasm/filter-gradients.js';

export interface TensorClassifierOptions {
  readonly bounds: Bounds;
  /** Done to the input before the network sees it. */
  readonly before?: Affine | undefined;
  /** Most examples of one call. */
  readonly batch: number;
  readonly facts?: Readonly<Record<string, string | number>>;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/**
 * A model that TensorFlow.js runs: logits, and vector-Jacobian products by its own reverse mode. Every tensor is disposed of.
 *
 * @throws FragilityError `tfjs/output` when the model's output is not [n, classes]; `tfjs/kernel` where the backend lacks an operation.
 */
export async function tensorClassifier(
  tf: TensorFlow,
  network: TensorNetwork,
  { bounds, before, batch, facts }: TensorClassifierOptions,
): Promise<DifferentiableClassifier> {
  const { core, line } = tf;
  const { inputShape } = network;
  const size = sizeOf(inputShape);
  const affine = before && [before.scale, before.shift].map((values) => core.tensor(Float32Array.from(values)));
  const raw = (x: Tensor): Tensor => {
    const y = network.apply(affine ? core.add(core.mul(x, affine[0]!), affine[1]!) : x);
    const n = x.shape[0]!;
    const { weights, offset } = network.end?.logit ?? { weights: [1], offset: 0 };
    if (!network.end?.binary || y.size !== n * weights.length) return y;
    const z = core.add(core.matMul(core.reshape(y, [n, -1]), core.tensor2d([...weights], [weights.length, 1])), offset);
    return core.concat([core.zerosLike(z), z], 1);
  };
  const input = (rows: Float64Array): Tensor =>
    core.tensor(Float32Array.from(rows), [rows.length / size, ...inputShape], 'float32');

  tf.use();
  const found = core.tidy(() => explained(line, 'run this model', () => raw(input(new Float64Array(2 * size))).shape));
  const classes = found.at(-1)!;
  if (found.length < 2 || found[0] !== 2 || sizeOf(found) !== 2 * classes || classes < 2)
    fail('output', {
      given: `the model gives [${found.map((each, k) => (k === 0 && each === 2 ? 'n' : each)).join(', ')}]`,
      expected: '[n, classes] with at least 2 classes',
      remedy: 'choose another layer: output',
    });
  const f = (x: Tensor): Tensor2D => core.reshape(raw(x), [x.shape[0]!, classes]);

  let disposed = false;
  /** Calls on at most `batch` rows at a time, on this backend. */
  const chunked = async (
    rows: Float64Array,
    width: number,
    n: number,
    each: (start: number, end: number) => Tensor,
  ) => {
    if (disposed)
      fail('disposed', { given: 'the classifier has been disposed of', remedy: 'keep it until the last call' });
    const out = new Float64Array(n * width);
    for (let start = 0; start < n; start += batch) {
      tf.use();
      const end = Math.min(n, start + batch);
      out.set(
        core.tidy(() => each(start, end).dataSync()),
        start * width,
      );
    }
    return out;
  };
  const rowsOf = (x: Batch, width: number, what: string, n = x.shape[0]!): Float64Array =>
    x.data.length === n * width && x.shape[0] === n
      ? x.data
      : fail('shape', {
          given: `${what} have shape [${x.shape.join(', ')}]`,
          expected: `[${n}, ${width}] values`,
          remedy: 'reshape them',
        });

  const logits = async (x: Batch): Promise<Batch> => {
    const [rows, n] = [rowsOf(x, size, 'inputs'), x.shape[0]!];
    const data = await chunked(rows, classes, n, (start, end) =>
      explained(line, 'run this model', () => f(input(rows.subarray(start * size, end * size)))),
    );
    return { data, shape: [n, classes] };
  };
  return {
    inputShape,
    classes,
    bounds,
    precision: 'float32',
    facts: { ...facts, engine: line },
    logits,
    vjp: async (x) => {
      const rows = rowsOf(x, size, 'inputs').slice();
      const n = x.shape[0]!;
      return {
        logits: await logits(x),
        backward: async (cotangent) => {
          const c = rowsOf(cotangent, classes, 'cotangents', n);
          const data = await chunked(rows, size, n, (start, end) => {
            const dy = core.tensor2d(Float32Array.from(c.subarray(start * classes, end * classes)), [
              end - start,
              classes,
            ]);
            return explained(line, 'differentiate this model', () =>
              withoutFilterGradients(core, () =>
                core.grad((at: Tensor) => f(at))(input(rows.subarray(start * size, end * size)), dy),
              ),
            );
          });
          return { data, shape: x.shape };
        },
      };
    },
    dispose: async () => {
      if (disposed) return;
      disposed = true;
      affine?.forEach((tensor) => tensor.dispose());
      network.dispose();
    },
  };
}
