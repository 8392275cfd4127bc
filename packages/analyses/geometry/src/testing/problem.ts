import type { AnyAnalysis, Summary, SweptRow, YieldedRow } from '@fragility/analysis';
import { parseParams } from '@fragility/plugin';
import { inMemory, type Examples } from '@fragility/dataset';
import { referenceClassifier } from '@fragility/model';
import { predictedClass, random, stack, type Row } from '@fragility/numerics';
import { forward, type Activation, type DenseLayer } from '@fragility/numerics/dense';

/** A layer of given weights without activation. */
export const linearLayer = (rows: readonly (readonly number[])[], bias?: readonly number[]): DenseLayer => ({
  inputs: rows[0]!.length,
  outputs: rows.length,
  weight: Float64Array.from(rows.flat()),
  bias: Float64Array.from(bias ?? rows.map(() => 0)),
  activation: { kind: 'identity' },
});

/** An affine network of two classes on three inputs. */
export const AFFINE = [
  linearLayer([
    [1, 2, 0],
    [0, -1, 3],
  ]),
];

export const examplesOf = (points: readonly (readonly number[])[], labels: readonly number[]): Examples => ({
  inputs: stack(points.map((x) => Float64Array.from(x))),
  labels: Int32Array.from(labels),
  ids: points.map((_, i) => `p-${i}`),
});

/** A random network of three classes on five inputs; `flat` has zero weights. */
export function networkOf(kind: Activation['kind'] | 'flat', seed = 1): DenseLayer[] {
  const stream = random(`${kind}/${seed}`);
  const normals = (n: number): Float64Array =>
    Float64Array.from({ length: n }, () => (kind === 'flat' ? 0 : stream.normal()));
  const activation = (
    kind === 'flat' ? { kind: 'identity' } : kind === 'leaky-relu' ? { kind, slope: 0.1 } : { kind }
  ) as Activation;
  const layer = (inputs: number, outputs: number, activation: Activation): DenseLayer => ({
    ...{ inputs, outputs, activation },
    weight: normals(inputs * outputs),
    bias: normals(outputs),
  });
  return [layer(5, 8, activation), layer(8, 3, { kind: 'identity' })];
}

/** Gaussian examples that a network classifies correctly, as data of both splits. */
export function problemOf(layers: readonly DenseLayer[], n = 24, seed = 1) {
  const stream = random(`points/${seed}`);
  const points: Row[] = Array.from({ length: n }, () =>
    Float64Array.from({ length: layers[0]!.inputs }, () => stream.normal()),
  );
  const inputs = stack(points);
  const labels = Int32Array.from(points, (x) => predictedClass(forward(layers, x)));
  const names = Array.from({ length: layers.at(-1)!.outputs }, (_, k) => `class ${k}`);
  const dataset = inMemory(names, null, { train: { inputs, labels }, test: { inputs, labels } });
  const examples: Examples = { inputs, labels, ids: points.map((_, i) => `p-${i}`) };
  return { model: referenceClassifier(layers), dataset, examples };
}

/** Rows as a sweep keeps them. */
export const sweptRows = (rows: readonly YieldedRow[], added: object = {}): SweptRow[] =>
  rows.map((row) => ({ ...(row as SweptRow), trial: 't', model: 'net', seed: 0, ...added }));

/** What an analysis makes of rows. */
export const summaryOf = async (
  definition: AnyAnalysis,
  rows: readonly SweptRow[],
  params: object = {},
): Promise<Summary> =>
  definition.summarise!(rows, parseParams('test', definition.params, params) as never, [], async () => []);
