import type { Row } from '../batch.js';
import { type ErrorMessage, FragilityError, type FragilityErrorOptions } from '../error.js';
import { activate, activationSlope, bendsOnly } from './activation.js';
import type { DenseLayer } from './layer.js';

/** What an error of layers says of itself. */
type Place = Pick<FragilityErrorOptions, 'where' | 'code' | 'kind'>;

/**
 * Checks that layers have the sizes they say and fit one another.
 *
 * @throws FragilityError as `place` says, naming the layer.
 * @example checkLayerSizes(layers, { where: 'my/model', code: 'my/layers', kind: 'input' });
 */
export function checkLayerSizes(layers: readonly DenseLayer[], place: Place): void {
  const fail = (message: ErrorMessage): never => {
    throw new FragilityError(message, place);
  };
  if (layers.length === 0)
    fail({ given: 'there are no layers', expected: 'at least one', remedy: 'pass the layers of the network' });
  layers.forEach(({ inputs, outputs, weight, bias }, k) => {
    if (weight.length !== inputs * outputs || bias.length !== outputs) {
      fail({
        given: `layer ${k} has ${weight.length} weights and ${bias.length} biases`,
        expected: `${outputs} × ${inputs} and ${outputs}`,
        remedy: 'pass the weight row-major [outputs, inputs]',
      });
    }
    const before = layers[k - 1];
    if (before && before.outputs !== inputs)
      fail({
        given: `layer ${k} takes ${inputs} values, layer ${k - 1} gives ${before.outputs}`,
        remedy: 'make them agree',
      });
  });
}

/**
 * Checks that layers fit together and hold only finite numbers.
 *
 * @throws FragilityError `numerics/layers` naming the layer.
 * @example validateLayers(layers);
 */
export function validateLayers(layers: readonly DenseLayer[]): void {
  const place = { where: 'numerics/dense', code: 'numerics/layers', kind: 'failure' } as const;
  checkLayerSizes(layers, place);
  const broken = layers.findIndex(({ weight, bias }) => ![weight, bias].every((all) => all.every(Number.isFinite)));
  if (broken >= 0)
    throw new FragilityError(
      { given: `layer ${broken} has weights that are not finite numbers`, remedy: 'train or load it again' },
      place,
    );
}

/**
 * Whether the network is one affine map.
 *
 * @example isAffine(layers); // true
 */
export const isAffine = (layers: readonly DenseLayer[]): boolean =>
  layers.every(({ activation }) => activation.kind === 'identity');

/**
 * Whether the network is affine on each of finitely many regions.
 *
 * @example isPiecewiseLinear(layers); // true
 */
export const isPiecewiseLinear = (layers: readonly DenseLayer[]): boolean =>
  layers.every(({ activation }) => bendsOnly(activation));

/**
 * W x + b of one layer, before its activation; four rows at a time, so that no addition waits for the one before.
 *
 * @example preActivation(layers[0]!, x).length; // 4
 */
export function preActivation({ inputs, outputs, weight, bias }: DenseLayer, x: Row): Row {
  const z = new Float64Array(outputs);
  let o = 0;
  for (; o + 4 <= outputs; o += 4) {
    const a = o * inputs;
    const b = a + inputs;
    const c = b + inputs;
    const d = c + inputs;
    let [p, q, r, s] = [bias[o]!, bias[o + 1]!, bias[o + 2]!, bias[o + 3]!];
    for (let k = 0; k < inputs; k++) {
      const value = x[k]!;
      p += weight[a + k]! * value;
      q += weight[b + k]! * value;
      r += weight[c + k]! * value;
      s += weight[d + k]! * value;
    }
    z[o] = p;
    z[o + 1] = q;
    z[o + 2] = r;
    z[o + 3] = s;
  }
  for (; o < outputs; o++) {
    const start = o * inputs;
    let sum = bias[o]!;
    for (let k = 0; k < inputs; k++) sum += weight[start + k]! * x[k]!;
    z[o] = sum;
  }
  return z;
}

/**
 * Pre-activations of every layer at x, and the logits.
 *
 * @example trace(layers, x).logits; // [1.0000…, 0.0000…, 0.0000…, 0.0000…]
 */
export function trace(layers: readonly DenseLayer[], x: Row): { pre: Row[]; logits: Row } {
  const pre: Row[] = [];
  let h = x;
  for (const layer of layers) {
    const z = preActivation(layer, h);
    pre.push(z);
    h = activate(layer.activation, z);
  }
  return { pre, logits: h };
}

/**
 * Logits f(x) of one input x [d]: [K].
 *
 * @example forward(layers, x); // [1.0000…, 0.0000…, 0.0000…, 0.0000…]
 */
export const forward = (layers: readonly DenseLayer[], x: Row): Row => trace(layers, x).logits;

/** start + Wᵀ c of one layer, skipping zeros of c; without a start, Wᵀ c. */
export function transposed({ inputs, outputs, weight }: DenseLayer, c: Row, start?: Row): Row {
  const result = start ? Float64Array.from(start) : new Float64Array(inputs);
  for (let o = 0; o < outputs; o++) {
    const factor = c[o]!;
    if (factor === 0) continue;
    const first = o * inputs;
    for (let k = 0; k < inputs; k++) result[k]! += factor * weight[first + k]!;
  }
  return result;
}

/** Pulls a cotangent of the logits back to the pre-activations of the first layer, given those of every layer. */
export function pullToFirst(layers: readonly DenseLayer[], pre: readonly Row[], cotangent: Row): Row {
  let c = cotangent;
  for (let l = layers.length - 1; l >= 0; l--) {
    const { activation } = layers[l]!;
    const z = pre[l]!;
    c = c.map((value, o) => value * activationSlope(activation, z[o]!));
    if (l > 0) c = transposed(layers[l]!, c);
  }
  return c;
}

/**
 * Vector–Jacobian product Σ_k c_k ∇f_k(x): x [d], cotangent c [K], result [d].
 *
 * @example vjp(layers, x, Float64Array.of(1, -1, 0, 0)).length; // 4
 */
export const vjp = (layers: readonly DenseLayer[], x: Row, cotangent: Row): Row =>
  transposed(layers[0]!, pullToFirst(layers, trace(layers, x).pre, cotangent));
