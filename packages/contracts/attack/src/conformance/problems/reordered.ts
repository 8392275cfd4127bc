import type { DenseClassifier } from '@fragility/model';
import { rows, stack, type Batch, type Random, type Row } from '@fragility/numerics';
import { vjp, type DenseLayer } from '@fragility/numerics/dense';

const f = Math.fround;

/** A row of a product in float32, summed from the term `order` on, forwards or backwards. */
function summed(weight: Row, x: Row, bias: number, order: number): number {
  let total = f(bias);
  for (let k = 0; k < x.length; k++) {
    const i = (order % 2 === 0 ? order + k : order + 2 * x.length - k) % x.length;
    total = f(total + f(weight[i]! * x[i]!));
  }
  return total;
}

/**
 * A ReLU network in float32 whose order of summation depends on the batch and the place in it, as kernels differ from machine to machine;
 * inputs of size `scale`, weights from `stream`. `inOrder` returns the logits [K] of one input in an order of your choice, an integer >= 0.
 *
 * @example reordered(random(1), [8, 4, 3]).inOrder(new Float64Array(8), 5).length; // 3
 */
export function reordered(stream: Random, widths: readonly number[], scale = 1) {
  const layers = widths.slice(1).map((outputs, l): DenseLayer => {
    const inputs = widths[l]!;
    const size = 1 / Math.sqrt(inputs) / (l === 0 ? scale : 1);
    return {
      inputs,
      outputs,
      weight: Float64Array.from({ length: inputs * outputs }, () => f(size * stream.normal())),
      bias: Float64Array.from({ length: outputs }, () => f(0.1 * stream.normal())),
      activation: { kind: l === widths.length - 2 ? 'identity' : 'relu' },
    };
  });
  const inOrder = (x: Row, order: number): Row =>
    layers.reduce((values, { inputs, outputs, weight, bias, activation }) => {
      const next = Float64Array.from({ length: outputs }, (_, k) =>
        summed(weight.subarray(k * inputs, (k + 1) * inputs), values, bias[k]!, order),
      );
      return activation.kind === 'relu' ? next.map((v) => Math.max(0, v)) : next;
    }, x);
  const classes = widths.at(-1)!;
  const logits = (x: Batch): Batch =>
    stack(
      rows(x).map((one, i) => inOrder(one, 7 * x.shape[0]! + i)),
      [classes],
    );
  const model: DenseClassifier = {
    layers,
    inputShape: [widths[0]!],
    classes,
    bounds: null,
    precision: 'float32',
    logits: async (x) => logits(x),
    vjp: async (x) => ({
      logits: logits(x),
      backward: async (cotangent) =>
        stack(
          rows(x).map((one, i) => vjp(layers, one, rows(cotangent)[i]!).map(f)),
          [widths[0]!],
        ),
    }),
  };
  return { model, inOrder };
}
