import { random, rows, stack, type Batch } from '@fragility/numerics';
import type { Activation, DenseLayer } from '@fragility/numerics/dense';
import { runChecks, type Check } from '@fragility/plugin';
import { referenceClassifier, type Classifier, type DenseClassifier, type Pullback } from '../index.js';

/** A random network 5 → 9 → 3. */
export function network(kind: 'relu' | 'tanh' | 'identity'): DenseLayer[] {
  const stream = random(`network/${kind}`);
  const layer = (inputs: number, outputs: number, activation: Activation): DenseLayer => ({
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() / Math.sqrt(inputs)),
    bias: Float64Array.from({ length: outputs }, () => stream.normal()),
    activation,
  });
  return [layer(5, 9, { kind }), layer(9, 3, { kind: 'identity' })];
}

/** Every number of a batch, changed. */
export const mapped = (batch: Batch, each: (v: number, k: number) => number): Batch => ({
  ...batch,
  data: batch.data.map(each),
});

/** A correct classifier: a reference in float64, or as good as one in float32; it knows when it is disposed of. */
export function right(
  kind: 'relu' | 'tanh' | 'identity' = 'relu',
  precision: Classifier['precision'] = 'float64',
): DenseClassifier {
  const inner = referenceClassifier(network(kind), { bounds: kind === 'tanh' ? [0, 1] : null });
  const door = (x: Batch): Batch => (precision === 'float32' ? mapped(x, Math.fround) : x);
  let disposed = false;
  const open = (): void => {
    if (disposed) throw new Error('disposed');
  };
  return {
    ...inner,
    precision,
    logits: async (x) => {
      open();
      return door(await inner.logits(door(x)));
    },
    vjp: async (x) => {
      open();
      const { logits, backward } = await inner.vjp(door(x));
      return {
        logits: door(logits),
        backward: async (c) => {
          open();
          return door(await backward(door(c)));
        },
      };
    },
    dispose: async () => {
      open();
      disposed = true;
    },
  };
}

/** Names and details of the checks that fail. */
export const failures = async (checks: readonly Check[]): Promise<string[]> =>
  (await runChecks(checks)).filter(({ passed }) => !passed).map(({ check, detail }) => `${check}: ${detail}`);

/** Parts of a correct classifier, replaced. */
export type Break = (model: DenseClassifier) => Partial<DenseClassifier>;

/** Changes what `logits` returns. */
export const withLogits =
  (change: (logits: Batch, x: Batch) => Batch | Promise<Batch>): Break =>
  ({ logits }) => ({ logits: async (x) => change(await logits(x), x) });

/** Changes the backward pass. */
export const withBackward =
  (change: (backward: Pullback['backward'], c: Batch, x: Batch) => Promise<Batch>): Break =>
  ({ vjp }) => ({
    vjp: async (x) => {
      const { logits, backward } = await vjp(x);
      return { logits, backward: (c) => change(backward, c, x) };
    },
  });

/** Probabilities. */
export const softmax = (logits: Batch): Batch =>
  stack(
    rows(logits).map((row) => {
      const raised = row.map(Math.exp);
      return raised.map((v) => v / raised.reduce((a, b) => a + b, 0));
    }),
  );

/** Makes correct classifiers with some parts replaced. */
export const broke =
  (change: Break, model = right) =>
  async (): Promise<Classifier> => {
    const whole = model();
    return { ...whole, ...change(whole) };
  };
