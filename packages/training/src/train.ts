import { floats, loadRuntime, type Floats, type Tensor } from '@fragility/engine';
import { FragilityError, random } from '@fragility/numerics';
import type { DenseLayer } from '@fragility/numerics/dense';
import { batches, oneHot } from './optimizer/batches.js';
import { checkTraining } from './check.js';
import { trainingGraph } from './graph.js';
import { initialise } from './initialise.js';
import { withoutResiduals } from './residual.js';
import { adam, sgd } from './optimizer/optimizer.js';
import type { TrainingOptions, TrainingResult } from './options.js';

const scalar = (value: number, like: Floats): Tensor => ({
  data: like.BYTES_PER_ELEMENT === 8 ? Float64Array.of(value) : Float32Array.of(value),
  shape: [],
});

/** Lets timers and input through once in a while: a run of the runtime blocks the event loop. */
function breather(every = 50): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < every) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}

/**
 * Trains a dense network: loss and gradients in ONNX Runtime, the optimiser in TypeScript. The same options give the same weights.
 *
 *     min over W, b of  mean_i ℓ(f(x_i), target_i)
 *
 * @throws FragilityError `training/options` for wrong options, `training/diverged` when the loss is no longer finite; the signal's reason.
 * @example
 * const { layers } = await trainDense({
 *   architecture: { widths: [4, 16, 4], activation: { kind: 'relu' } }, inputs, targets: labels,
 *   loss: 'cross-entropy', optimizer: 'adam', learningRate: 1e-3, batchSize: 2, epochs: 5, seed: 1,
 * });
 * layers.length; // 2
 */
export async function trainDense(options: TrainingOptions): Promise<TrainingResult> {
  const {
    inputs,
    loss,
    learningRate,
    schedule = 'constant',
    precision = 'float32',
    signal,
    stopAtLoss = -Infinity,
  } = options;
  const stream = random(options.seed ?? 0);
  const start = options.layers ?? initialise(options.architecture ?? { widths: [] }, stream.fork('weights'));
  checkTraining(options, start);
  const bias = options.layers !== undefined || options.architecture?.bias !== false;
  const n = inputs.shape[0]!;
  const classes = start.at(-1)!.outputs;
  const size = options.batchSize === undefined || options.batchSize === 'full' ? n : Math.min(options.batchSize, n);
  const total = Math.min(options.steps ?? Infinity, (options.epochs ?? Infinity) * Math.ceil(n / size));

  const initial = start.flatMap(({ weight, bias: b }) => (bias ? [weight, b] : [weight]));
  const { parameters, update } =
    options.optimizer === 'sgd' ? sgd(initial, precision, options.momentum ?? 0) : adam(initial, precision);
  const residual = options.layers === undefined && options.architecture?.residual === true;
  const layers = (): DenseLayer[] => {
    const now = start.map((layer, k) => ({
      ...layer,
      weight: Float64Array.from(parameters[bias ? 2 * k : k]!),
      bias: bias ? Float64Array.from(parameters[2 * k + 1]!) : layer.bias.slice(),
    }));
    return residual ? withoutResiduals(now) : now;
  };

  const plan = trainingGraph(start, loss, precision, bias, residual);
  const shapes = plan.graph.inputs.slice(-parameters.length).map(({ shape }) => shape as readonly number[]);
  const runtime = await loadRuntime(options.engine, options.threads === undefined ? {} : { threads: options.threads });
  const session = await runtime.session(plan.graph);
  const pause = breather();
  const steps = batches(inputs.data, oneHot(options.targets, classes), n, size, precision, stream.fork('order'));
  let [sum, seen, settled] = [0, 0, NaN];
  try {
    for (let step = 0; ; step++) {
      signal?.throwIfAborted();
      if (step === total && size < n) {
        const mean = seen > 0 ? sum / seen : settled;
        await options.onStep?.({
          ...{ step, total, epoch: Math.floor(step / Math.ceil(n / size)), loss: mean, reported: mean },
          layers,
        });
        return { layers: layers(), loss: mean, steps: step, reached: mean <= stopAtLoss };
      }
      const { input, target, epoch, last } = steps.next().value;
      const count = input.shape[0]!;
      const scale = loss === 'cross-entropy' ? -1 / count : 1 / (count * classes);
      const feeds: Record<string, Tensor> = { input, target, scale: scalar(scale, floats(input)) };
      plan.parameters.forEach((name, k) => (feeds[name] = { data: parameters[k]!, shape: shapes[k]! }));
      const results = await session.run(feeds);
      const value = floats(results['loss']!)[0]!;
      if (!Number.isFinite(value)) {
        throw new FragilityError(
          {
            given: `the loss is ${value} at step ${step}`,
            expected: 'a finite number',
            remedy: `lower learningRate (${learningRate})`,
          },
          { where: 'training/dense', code: 'training/diverged', kind: 'failure' },
        );
      }
      const reported = size === n ? value : seen > 0 ? sum / seen : settled;
      await options.onStep?.({ step, total, epoch, loss: value, reported, layers });
      if (size === n && (step === total || value <= stopAtLoss)) {
        return { layers: layers(), loss: value, steps: step, reached: value <= stopAtLoss };
      }
      const rate = schedule === 'cosine' ? (learningRate * (1 + Math.cos((Math.PI * step) / total))) / 2 : learningRate;
      update(
        plan.gradients.map((name) => floats(results[name]!)),
        rate,
      );
      [sum, seen] = [sum + value * count, seen + count];
      if (last && size < n) {
        settled = sum / seen;
        [sum, seen] = [0, 0];
        if (settled <= stopAtLoss) {
          await options.onStep?.({
            ...{ step: step + 1, total, epoch: epoch + 1, loss: settled, reported: settled },
            layers,
          });
          return { layers: layers(), loss: settled, steps: step + 1, reached: true };
        }
      }
      await pause();
    }
  } finally {
    await session.release();
  }
}
