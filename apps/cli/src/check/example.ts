import type { Dataset, Split } from '@fragility/dataset';
import { referenceClassifier, type DenseClassifier } from '@fragility/model';
import { predictedClass, random, row, take, type Batch } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';

const INPUTS = 16;
const CLASSES = ['a', 'b', 'c'];
const SIZE: Readonly<Record<Split, number>> = { train: 12, test: 12 };

/** A small ReLU network of random weights, and Gaussian points that it labels: what models and analyses are checked on unless told otherwise. */
export function exampleProblem(): { readonly model: DenseClassifier; readonly dataset: Dataset } {
  const stream = random('fragility check');
  const normals = (length: number): Float64Array => Float64Array.from({ length }, () => stream.normal());
  const layer = (inputs: number, outputs: number, kind: 'relu' | 'identity'): DenseLayer => ({
    inputs,
    outputs,
    weight: normals(inputs * outputs),
    bias: normals(outputs),
    activation: { kind },
  });
  const layers = [layer(INPUTS, 8, 'relu'), layer(8, CLASSES.length, 'identity')];
  const points = (n: number): Batch => ({ data: normals(n * INPUTS), shape: [n, INPUTS] });
  const inputs = { train: points(SIZE.train), test: points(SIZE.test) };
  const dataset: Dataset = {
    shape: [INPUTS],
    classes: CLASSES,
    bounds: null,
    size: SIZE,
    load: async (split, indices) => ({
      inputs: take(inputs[split], indices),
      labels: Int32Array.from(indices, (i) => predictedClass(forward(layers, row(inputs[split], i)))),
      ids: Array.from(indices, (i) => `${split}-${i}`),
    }),
  };
  return { model: referenceClassifier(layers), dataset };
}
