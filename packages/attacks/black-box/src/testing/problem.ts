import { attack, type AnyAttack, type AttackOptions, type AttackRecord } from '@fragility/attack';
import type { LinearProblem } from '@fragility/attack/conformance';
import { referenceClassifier, type Classifier, type DenseClassifier } from '@fragility/model';
import { nearestOnHyperplane, predictedClass, random, row, rows, type Norm, type Row } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';

type Examples = LinearProblem['examples'];

export interface Problem {
  readonly model: DenseClassifier;
  readonly examples: Examples;
  /** Exact distance of every example to the nearest other class. */
  optima(norm: Norm): Float64Array;
}

const D = 64;

/**
 * Random linear classifier in R⁶⁴ with inputs of size `scale` that it classifies as labelled. Problems of one seed are the same up to
 * scale: x·s, W/s.
 */
export function problem(scale: number, bounded: boolean, classes: number, count: number, shape = [D]): Problem {
  const stream = random(`black-box/${bounded}/${classes}`);
  const layer: DenseLayer = {
    inputs: D,
    outputs: classes,
    weight: Float64Array.from({ length: D * classes }, () => stream.normal() / scale),
    bias: Float64Array.from({ length: classes }, () => stream.normal()),
    activation: { kind: 'identity' },
  };
  const bounds = bounded ? ([-scale, scale] as const) : null;
  const data = Float64Array.from({ length: count * D }, () => scale * (2 * stream.uniform() - 1));
  const inputs = { data, shape: [count, ...shape] };
  const labels = Int32Array.from(rows(inputs), (x) => predictedClass(forward([layer], x)));
  const weightOf = (k: number): Row => layer.weight.subarray(k * D, (k + 1) * D);
  const optimum = (i: number, norm: Norm): number => {
    const label = labels[i]!;
    const reach = (j: number): number => {
      const normal = weightOf(label).map((v, k) => v - weightOf(j)[k]!);
      const offset = layer.bias[label]! - layer.bias[j]!;
      return nearestOnHyperplane({ normal, offset, from: row(inputs, i), norm, bounds })?.distance ?? Infinity;
    };
    return Math.min(...Array.from({ length: classes }, (_, j) => (j === label ? Infinity : reach(j))));
  };
  return {
    model: referenceClassifier([layer], { bounds, inputShape: shape }),
    examples: { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) },
    optima: (norm) => Float64Array.from(labels, (_, i) => optimum(i, norm)),
  };
}

/** A model of class 0 everywhere, with and without bounds. */
export const constant = (bounded: boolean): Classifier => ({
  inputShape: [4],
  classes: 2,
  bounds: bounded ? [-1, 1] : null,
  precision: 'float64',
  logits: async ({ shape: [count] }) => ({
    data: Float64Array.from({ length: 2 * count! }, (_, k) => 1 - (k % 2)),
    shape: [count!, 2],
  }),
});

export const zero: Examples = {
  inputs: { data: new Float64Array(4), shape: [1, 4] },
  labels: Int32Array.of(0),
  ids: ['zero'],
};

export async function collect(
  model: Classifier,
  definition: AnyAttack,
  examples: Examples,
  options: AttackOptions,
): Promise<AttackRecord[]> {
  const records: AttackRecord[] = [];
  for await (const record of attack(model, definition, examples, options)) records.push(record);
  return records;
}

/** The model, and every point it is asked about. */
export function watched<M extends Classifier>(model: M): { model: M; points: Row[] } {
  const points: Row[] = [];
  const logits: M['logits'] = (x) => {
    points.push(...rows(x).map((one) => one.slice()));
    return model.logits(x);
  };
  return { model: { ...model, logits }, points };
}
