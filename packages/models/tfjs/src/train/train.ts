import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ModelContext } from '@fragility/model';
import { random } from '@fragility/numerics';
import { fail } from '../error.js';
import type { TensorFlow } from '../run/tensorflow.js';
import type { TrainedParams } from './params.js';

/** Numbers 0 … n − 1 in random order. */
function shuffled(n: number, seed: number, epoch: number): Int32Array {
  const stream = random(seed).fork(`tfjs-trained/epoch/${epoch}`);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(stream.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * Trains a model on the training split by mini-batches: mean cross-entropy of softmax(f(x)) and the labels, f without its own softmax.
 * Returns the mean loss of the last epoch and the number of steps.
 *
 * @throws FragilityError `tfjs/training` without examples or when the loss is no number; `tfjs/kernel` where the backend cannot train.
 */
export async function train(
  tf: TensorFlow,
  model: LayersModel,
  { optimizer, learningRate, batch, epochs, backend }: TrainedParams,
  { dataset, seed, signal, progress }: ModelContext,
): Promise<{ readonly loss: number; readonly steps: number }> {
  const { core } = tf;
  const n = dataset.size.train;
  if (n === 0)
    fail('training', {
      given: 'the dataset has no training examples',
      expected: 'at least one',
      remedy: 'use the model tfjs with a path',
    });
  const shape = model.inputs[0]!.shape.slice(1) as number[];
  const classes = dataset.classes.length;
  const perEpoch = Math.ceil(n / batch);
  const descent = optimizer === 'adam' ? core.train.adam(learningRate) : core.train.sgd(learningRate);
  let mean = NaN;
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = shuffled(n, seed, epoch);
      let sum = 0;
      for (let step = 0; step < perEpoch; step++) {
        signal?.throwIfAborted();
        const rows = order.subarray(step * batch, (step + 1) * batch);
        const { inputs, labels } = await dataset.load('train', rows, signal);
        tf.use();
        const loss = core.tidy(() => {
          const x = core.tensor(Float32Array.from(inputs.data), [rows.length, ...shape]);
          const y = core.oneHot(core.tensor1d(labels, 'int32'), classes);
          const value = descent.minimize(
            () => core.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as Tensor) as Scalar,
            true,
          )!;
          return value.dataSync()[0]!;
        });
        if (!Number.isFinite(loss))
          fail('training', {
            given: `the loss is ${loss} at step ${epoch * perEpoch + step + 1}`,
            remedy: 'use a smaller learningRate',
          });
        sum += loss * rows.length;
        progress?.(
          (epoch * perEpoch + step + 1) / (epochs * perEpoch),
          `step ${epoch * perEpoch + step + 1} of ${epochs * perEpoch}, loss ${loss.toPrecision(3)}`,
        );
      }
      mean = sum / n;
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    if (/not registered for backend/.test(why))
      fail(
        'kernel',
        { given: `backend '${backend}' cannot train this model: ${why}`, remedy: 'use cpu or node' },
        cause,
      );
    throw cause;
  } finally {
    descent.dispose();
  }
  return { loss: mean, steps: epochs * perEpoch };
}
