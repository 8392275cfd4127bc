import type { Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { predictedClass, random, stack } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';
import type { Problem } from '../attack-under-test.js';

const D = 16;

/** Where a network's inputs lie, and how large they are. */
export interface Place {
  readonly scale?: number;
  readonly shift?: number;
  readonly bounded: boolean;
}

/** The layer of x − a for that of x: W(x − a) + b = Wx + (b − Wa). */
function moved(layer: DenseLayer, shift: number): DenseLayer {
  const there = new Float64Array(layer.inputs).fill(shift);
  const product = forward([{ ...layer, activation: { kind: 'identity' } }], there);
  return { ...layer, bias: layer.bias.map((b, j) => 2 * b - product[j]!) };
}

/** A ReLU network of inputs of size s around a, f(x) = g((x − a)/s), x = a + s·u with u ~ U[−1, 1], bounds a ± 2s or none. */
export function networkAt({ scale = 1, shift = 0, bounded }: Place): Problem {
  const stream = random('scales');
  const layer = (inputs: number, outputs: number, kind: 'relu' | 'identity', size: number): DenseLayer => ({
    inputs,
    outputs,
    weight: Float64Array.from({ length: inputs * outputs }, () => stream.normal() / Math.sqrt(inputs) / size),
    bias: Float64Array.from({ length: outputs }, () => 0.3 * stream.normal()),
    activation: { kind },
  });
  const [first, last] = [layer(D, 12, 'relu', scale), layer(12, 3, 'identity', 1)];
  const layers = [shift === 0 ? first : moved(first, shift), last];
  const inputs = Array.from({ length: 2 }, () =>
    Float64Array.from({ length: D }, () => shift + scale * (2 * stream.uniform() - 1)),
  );
  const examples: Examples = {
    inputs: stack(inputs, [D]),
    labels: Int32Array.from(inputs, (x) => predictedClass(forward(layers, x))),
    ids: inputs.map((_, i) => `scaled-${i}`),
  };
  const bounds = bounded ? ([shift - 2 * scale, shift + 2 * scale] as const) : null;
  return { model: referenceClassifier(layers, { bounds }), examples };
}
