import { attack, type AnyAttack, type AttackOptions, type AttackRecord } from '@fragility/attack';
import type { LinearProblem } from '@fragility/attack/conformance';
import { referenceClassifier, type DifferentiableClassifier } from '@fragility/model';
import {
  nearestOnHyperplane,
  predictedClass,
  random,
  row,
  rows,
  type Batch,
  type Norm,
  type Row,
} from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';

export interface Problem {
  readonly model: DifferentiableClassifier;
  readonly examples: LinearProblem['examples'];
  /** Exact distance of every example to the nearest other class. */
  optima(norm: Norm): Float64Array;
}

export const D = 64;

/** A linear classifier f(x) = W x + b with inputs in R⁶⁴, bounded by ±`scale` if at all. */
export const linear = (
  weight: Float64Array,
  bias: readonly number[],
  bounded: boolean,
  scale = 1,
): DifferentiableClassifier =>
  referenceClassifier(
    [{ inputs: D, outputs: bias.length, weight, bias: Float64Array.from(bias), activation: { kind: 'identity' } }],
    { bounds: bounded ? [-scale, scale] : null },
  );

/** The problem with a model that sees and answers in float32. */
export function float32({ model, ...rest }: Problem): Problem {
  const rounded = ({ data, shape }: Batch): Batch => ({ data: data.map(Math.fround), shape });
  return {
    ...rest,
    model: {
      ...model,
      precision: 'float32',
      logits: async (x) => rounded(await model.logits(x)),
      vjp: async (x) => {
        const { logits, backward } = await model.vjp(x);
        return { logits: rounded(logits), backward: async (cotangent) => rounded(await backward(cotangent)) };
      },
    },
  };
}

/**
 * Random linear classifier in R⁶⁴ with inputs of size `scale` that it classifies as labelled. Problems of one seed are the same up to
 * scale: x·s, W/s. With `uneven` some classes are much steeper than others, and the nearest is often not the likeliest.
 */
export function problem(scale: number, bounded: boolean, classes: number, count: number, { uneven = 0 } = {}): Problem {
  const stream = random(`gradient/${bounded}/${classes}`);
  const steepness = Float64Array.from({ length: classes }, () => Math.exp(uneven * stream.normal()) / scale);
  const layer: DenseLayer = {
    inputs: D,
    outputs: classes,
    weight: Float64Array.from({ length: D * classes }, (_, k) => stream.normal() * steepness[Math.floor(k / D)]!),
    bias: Float64Array.from({ length: classes }, () => stream.normal()),
    activation: { kind: 'identity' },
  };
  const data = Float64Array.from({ length: count * D }, () => scale * (2 * stream.uniform() - 1));
  const inputs = { data, shape: [count, D] };
  const labels = Int32Array.from(rows(inputs), (x) => predictedClass(forward([layer], x)));
  const weightOf = (k: number): Row => layer.weight.subarray(k * D, (k + 1) * D);
  const model = linear(layer.weight, [...layer.bias], bounded, scale);
  const optimum = (i: number, norm: Norm): number => {
    const label = labels[i]!;
    const reach = (j: number): number => {
      const normal = weightOf(label).map((v, k) => v - weightOf(j)[k]!);
      const offset = layer.bias[label]! - layer.bias[j]!;
      const { bounds } = model;
      return nearestOnHyperplane({ normal, offset, from: row(inputs, i), norm, bounds })?.distance ?? Infinity;
    };
    return Math.min(...Array.from({ length: classes }, (_, j) => (j === label ? Infinity : reach(j))));
  };
  return {
    model,
    examples: { inputs, labels, ids: Array.from(labels, (_, i) => `${i}`) },
    optima: (norm) => Float64Array.from(labels, (_, i) => optimum(i, norm)),
  };
}

/** All records of an attack. */
export async function collect(
  model: DifferentiableClassifier,
  definition: AnyAttack,
  examples: LinearProblem['examples'],
  options: AttackOptions,
): Promise<AttackRecord[]> {
  const records: AttackRecord[] = [];
  for await (const record of attack(model, definition, examples, options)) records.push(record);
  return records;
}
