import { inMemory, type Dataset, type Examples } from '@fragility/dataset';
import { referenceClassifier, type DenseClassifier } from '@fragility/model';
import { predictedClass, random, rows } from '@fragility/numerics';
import { forward, type DenseLayer } from '@fragility/numerics/dense';

const INPUTS = 16;
const CLASSES = ['a', 'b', 'c'];
/** Of each split. */
const EXAMPLES = 12;

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
  const labelled = (n: number): Pick<Examples, 'inputs' | 'labels'> => {
    const inputs = { data: normals(n * INPUTS), shape: [n, INPUTS] };
    return { inputs, labels: Int32Array.from(rows(inputs), (x) => predictedClass(forward(layers, x))) };
  };
  const dataset = inMemory(CLASSES, null, { train: labelled(EXAMPLES), test: labelled(EXAMPLES) });
  return { model: referenceClassifier(layers), dataset };
}
