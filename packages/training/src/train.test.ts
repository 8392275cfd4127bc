import { describe, expect, it } from '@jest/globals';
import { random, type Batch } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import { initialise } from './initialise.js';
import type { Architecture, TrainingOptions, TrainingState } from './options.js';
import { trainDense } from './train.js';

const data = (n: number, size: number, seed: number): Batch => {
  const { uniform } = random(seed);
  return { data: Float64Array.from({ length: n * size }, () => 2 * uniform() - 1), shape: [n, size] };
};

/** Two interleaved classes that no linear network separates: the sign of x₀x₁. */
function quadrants(n: number): { inputs: Batch; targets: Int32Array } {
  const inputs = data(n, 2, 11);
  return {
    inputs,
    targets: Int32Array.from({ length: n }, (_, i) => (inputs.data[2 * i]! * inputs.data[2 * i + 1]! > 0 ? 1 : 0)),
  };
}

const base = {
  architecture: { widths: [2, 24, 2], activation: { kind: 'relu' } },
  loss: 'cross-entropy',
  optimizer: 'adam',
  learningRate: 0.02,
  seed: 5,
} as const;

const lossOf = (layers: readonly DenseLayer[], { inputs, targets }: { inputs: Batch; targets: Int32Array }): number => {
  let sum = 0;
  targets.forEach((label, i) => {
    const f = forward(layers, inputs.data.subarray(i * layers[0]!.inputs, (i + 1) * layers[0]!.inputs));
    const top = Math.max(...f);
    sum += top + Math.log(f.reduce((total, value) => total + Math.exp(value - top), 0)) - f[label]!;
  });
  return sum / targets.length;
};

/** Gradient descent in float64 on six points of four classes. */
const descent = {
  inputs: data(6, 3, 2),
  targets: Int32Array.from([0, 1, 2, 3, 0, 1]),
  optimizer: 'sgd',
  precision: 'float64',
  seed: 3,
} as const;

describe.each(['native', 'wasm'] as const)('trainDense on %s', (engine) => {
  it('learns what a linear network cannot, and reports the loss of the weights it returns', async () => {
    const points = quadrants(200);
    const { layers, loss, steps, reached } = await trainDense({
      ...base,
      ...points,
      engine,
      steps: 800,
      stopAtLoss: 0.05,
    });
    expect(reached).toBe(true);
    expect(steps).toBeLessThan(800);
    expect(loss).toBeLessThanOrEqual(0.05);
    expect(Math.abs(lossOf(layers, points) - loss)).toBeLessThan(1e-6);
  });

  it.each([
    ['cross-entropy', 'tanh', true],
    ['squared-error', 'relu', true],
    ['squared-error', 'identity', false],
  ] as const)('takes the step of the numerical gradient: %s, %s, bias %s', async (loss, kind, bias) => {
    const architecture = { widths: [3, 5, 4], activation: { kind }, bias } as const;
    const options = { ...descent, architecture, loss, engine };
    const { inputs, targets } = descent;
    const before = initialise(architecture, random(3).fork('weights'));
    const objective = (layers: typeof before): number => {
      if (loss === 'cross-entropy') return lossOf(layers, { inputs, targets });
      let sum = 0;
      targets.forEach((label, i) =>
        forward(layers, inputs.data.subarray(3 * i, 3 * i + 3)).forEach(
          (f, k) => (sum += (f - Number(k === label)) ** 2),
        ),
      );
      return sum / 24;
    };
    const result = await trainDense({ ...options, learningRate: 0.1, steps: 1 });
    const nudge = (k: number, part: 'weight' | 'bias', i: number, by: number): number =>
      objective(
        before.map((layer, l) => (l === k ? { ...layer, [part]: layer[part].with(i, layer[part][i]! + by) } : layer)),
      );
    for (const [k, part, i] of [
      [0, 'weight', 7],
      [1, 'weight', 3],
      [0, 'bias', 2],
      [1, 'bias', 1],
    ] as const) {
      const step = (result.layers[k]![part][i]! - before[k]![part][i]!) / -0.1;
      const slope = (nudge(k, part, i, 1e-5) - nudge(k, part, i, -1e-5)) / 2e-5;
      expect(Math.abs(step - (bias || part === 'weight' ? slope : 0))).toBeLessThan(1e-8);
    }
  });
});

describe('trainDense', () => {
  /** Loss of a network h_k = σ(W h + b) (+ h where residual), written out. */
  const written = (layers: readonly DenseLayer[], residual: boolean, inputs: Batch, targets: Int32Array): number => {
    const outputs = Array.from(targets, (_, i) => {
      let h: Float64Array = inputs.data.slice(3 * i, 3 * i + 3);
      layers.forEach((layer, k) => {
        const out = forward([layer], h);
        h = residual && k > 0 && k < layers.length - 1 ? out.map((value, o) => value + h[o]!) : out;
      });
      return h;
    });
    return (
      outputs.reduce((sum, f, i) => sum + f.reduce((all, v, k) => all + (v - Number(k === targets[i])) ** 2, 0), 0) /
      (4 * targets.length)
    );
  };

  it.each<[Architecture]>([
    [{ widths: [3, 5, 5, 4], activation: { kind: 'gelu' } }],
    [{ widths: [3, 5, 5, 4], activation: { kind: 'power', power: 3 } }],
    [{ widths: [3, 5, 5, 4], activation: { kind: 'relu' }, bottleneck: 2 }],
    [{ widths: [3, 5, 5, 5, 4], activation: { kind: 'relu' }, residual: true }],
    [{ widths: [3, 5, 5, 5, 4], activation: { kind: 'leaky-relu', slope: 0.2 }, residual: true }],
    [{ widths: [3, 5, 5, 5, 4], activation: { kind: 'gelu' }, residual: true }],
  ])('takes the step of the numerical gradient in float64: %j', async (architecture) => {
    const options = { ...descent, architecture, loss: 'squared-error' } as const;
    const { inputs, targets } = descent;
    const before = initialise(architecture, random(3).fork('weights'));
    const residual = architecture.residual ?? false;
    const result = await trainDense({ ...options, learningRate: 0.1, steps: 1 });
    const widths = result.layers.map((layer) => layer.inputs);
    expect(await trainDense({ ...options, learningRate: 0.1, steps: 0 }).then(({ loss }) => loss)).toBeCloseTo(
      written(before, residual, inputs, targets),
      12,
    );
    before.forEach((layer, k) => {
      const own = (o: number, j: number): number => result.layers[k]!.weight[o * widths[k]! + j]!;
      for (const [o, j] of [
        [0, 0],
        [layer.outputs - 1, layer.inputs - 1],
        [1, 0],
      ] as const) {
        const at = o * layer.inputs + j;
        const moved = (by: number): number =>
          written(
            before.map((one, l) => (l === k ? { ...one, weight: one.weight.with(at, one.weight[at]! + by) } : one)),
            residual,
            inputs,
            targets,
          );
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        expect(Math.abs((own(o, j) - layer.weight[at]!) / -0.1 - slope)).toBeLessThan(1e-8);
      }
    });
    const after = (await trainDense({ ...options, seed: 3, learningRate: 0.1, steps: 1 })).loss;
    expect(written(result.layers, false, inputs, targets)).toBeCloseTo(after, 12);
  });

  it('passes through the states that shorter trainings end with, to the bit', async () => {
    const options = { ...base, ...quadrants(40) };
    const states: DenseLayer[][] = [];
    await trainDense({ ...options, steps: 8, onStep: ({ layers }) => void states.push(layers()) });
    for (const steps of [0, 1, 4, 8]) expect((await trainDense({ ...options, steps })).layers).toEqual(states[steps]);
  });

  it('refuses residual connections of activations that cannot carry their input on', async () => {
    const architecture = { widths: [2, 4, 4, 2], activation: { kind: 'tanh' }, residual: true } as const;
    await expect(trainDense({ ...base, ...quadrants(8), architecture, steps: 1 })).rejects.toMatchObject({
      code: 'training/options',
      message: expect.stringContaining('residual network with tanh layers'),
    });
  });

  const points = quadrants(100);
  const run = (options: Partial<TrainingOptions>): ReturnType<typeof trainDense> =>
    trainDense({ ...base, ...points, batchSize: 32, epochs: 3, ...options });

  it('gives the same weights for the same seed, others for another', async () => {
    const [first, again, other] = [await run({}), await run({}), await run({ seed: 6 })];
    expect(again).toEqual(first);
    expect(other.layers[0]!.weight).not.toEqual(first.layers[0]!.weight);
    expect(first.steps).toBe(12);
  });

  it('shows every step with the weights as they then are', async () => {
    const states: (TrainingState & { first: number })[] = [];
    const { layers, loss } = await run({
      onStep: (state) => void states.push({ ...state, first: state.layers()[0]!.weight[0]! }),
    });
    expect(states.map(({ step }) => step)).toEqual([...Array(13).keys()]);
    expect(states.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3]);
    expect(states.every(({ total }) => total === 12)).toBe(true);
    expect(new Set(states.map(({ first }) => first)).size).toBe(13);
    expect(states.at(-1)).toMatchObject({ first: layers[0]!.weight[0], loss });
    const start = initialise(base.architecture, random(5).fork('weights'));
    expect(states[0]!.first).toBe(Math.fround(start[0]!.weight[0]!));
  });

  it('continues from given layers, and lowers the rate to zero with a cosine', async () => {
    const layers = initialise({ widths: [2, 8, 2], activation: { kind: 'tanh' } }, random(1));
    const weights: Float64Array[] = [];
    await run({
      layers,
      schedule: 'cosine',
      optimizer: 'sgd',
      momentum: 0,
      batchSize: 'full',
      epochs: 20,
      onStep: ({ layers: now }) => void weights.push(now()[0]!.weight),
    });
    const moved = (k: number): number => Math.hypot(...weights[k + 1]!.map((w, i) => w - weights[k]![i]!));
    expect(weights[0]![3]).toBe(Math.fround(layers[0]!.weight[3]!));
    expect(moved(19)).toBeLessThan(moved(0) / 50);
  });

  it('reaches interpolation with squared error and targets given as numbers', async () => {
    const inputs = data(6, 6, 4);
    const targets = data(6, 2, 8);
    const options = {
      ...base,
      architecture: { widths: [6, 2] },
      inputs,
      targets,
      loss: 'squared-error',
      precision: 'float64',
    } as const;
    const { loss } = await trainDense({ ...options, learningRate: 0.05, steps: 3000, stopAtLoss: 1e-8 });
    expect(loss).toBeLessThan(1e-8);
  });

  it('learns with momentum faster than without', async () => {
    const slow = await run({ optimizer: 'sgd', batchSize: 'full', epochs: 60 });
    const fast = await run({ optimizer: 'sgd', batchSize: 'full', epochs: 60, momentum: 0.9 });
    expect(fast.loss).toBeLessThan(slow.loss - 0.05);
  });

  it('stops at an abort', async () => {
    const controller = new AbortController();
    const onStep = ({ step }: TrainingState): void => void (step === 3 && controller.abort(new Error('enough')));
    await expect(run({ signal: controller.signal, onStep })).rejects.toThrow('enough');
  });

  it('names what is wrong', async () => {
    const { normal } = random(1);
    await expect(run({ learningRate: 0 })).rejects.toThrow(/learningRate is 0/);
    await expect(run({ targets: Int32Array.of(0) })).rejects.toThrow(/1 labels for 100 inputs/);
    await expect(run({ targets: points.targets.with(4, 2) })).rejects.toThrow(/label 4 is 2/);
    await expect(run({ batchSize: 0 })).rejects.toThrow(/batchSize is 0/);
    await expect(trainDense({ ...base, ...points })).rejects.toThrow(/epochs nor steps/);
    await expect(run({ architecture: { widths: [2] } })).rejects.toMatchObject({ code: 'training/architecture' });
    await expect(
      run({ inputs: { data: points.inputs.data.map(() => 1e30 * normal()), shape: [100, 2] }, learningRate: 1e30 }),
    ).rejects.toMatchObject({
      code: 'training/diverged',
    });
  });
});
