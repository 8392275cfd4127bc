import type { Row } from '../batch.js';
import type { DenseLayer } from './layer.js';
import { activationSlope } from './activation.js';
import { preActivation } from './network.js';
import { activationPattern, bends, requirePiecewiseLinear } from './pattern.js';

/** An affine map z ↦ weight · z + bias; weight is row-major `[outputs, inputs]`. */
export interface AffineMap {
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/** Slopes of the units of every layer, as a pattern has them. */
function slopesOf(layers: readonly DenseLayer[], pattern: Uint8Array): Row[] {
  let unit = 0;
  return layers.map((layer) =>
    Float64Array.from({ length: layer.outputs }, () =>
      bends(layer) && pattern[unit++] === 0 ? activationSlope(layer.activation, -1) : 1,
    ),
  );
}

type Four<T> = [T, T, T, T];

/** Multiplies row-major A [m, n] by row-major B [n, p], four rows of A at a time: each row of B is read for all of them. */
function multiply(a: Float64Array, b: Float64Array, m: number, n: number, p: number): Float64Array {
  const c = new Float64Array(m * p);
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const [c0, c1, c2, c3] = [0, 1, 2, 3].map((o) => c.subarray((i + o) * p, (i + o + 1) * p)) as Four<Float64Array>;
    for (let k = 0; k < n; k++) {
      const row = b.subarray(k * p, (k + 1) * p);
      const [f0, f1, f2, f3] = [0, 1, 2, 3].map((o) => a[(i + o) * n + k]!) as Four<number>;
      if (f0 === 0 && f1 === 0 && f2 === 0 && f3 === 0) continue;
      for (let j = 0; j < p; j++) {
        const value = row[j]!;
        c0[j]! += f0 * value;
        c1[j]! += f1 * value;
        c2[j]! += f2 * value;
        c3[j]! += f3 * value;
      }
    }
  }
  for (; i < m; i++)
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < p; j++) c[i * p + j]! += factor * b[k * p + j]!;
    }
  return c;
}

/**
 * The affine function that the network is on an activation region, named by its pattern: f(z) = weight · z + bias for every z of the region.
 *
 * @throws FragilityError `numerics/not-piecewise-linear` for curved activations.
 * @example affineMap(layers, activationPattern(layers, x)).weight.length; // 16
 */
export function affineMap(layers: readonly DenseLayer[], pattern: Uint8Array): AffineMap {
  requirePiecewiseLinear(layers);
  const all = slopesOf(layers, pattern);
  const classes = layers.at(-1)!.outputs;
  let weight: Float64Array | null = null;
  const bias = new Float64Array(classes);
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l]!;
    const { inputs, outputs } = layer;
    const slopes = all[l]!;
    if (weight === null) {
      weight = bends(layer)
        ? layer.weight.map((value, k) => value * slopes[Math.floor(k / inputs)]!)
        : layer.weight.slice();
      bias.set(layer.bias.map((value, k) => value * slopes[k]!));
      continue;
    }
    const scaled: Float64Array = (weight as Float64Array).map((value, k) => value * slopes[k % outputs]!);
    for (let k = 0; k < classes; k++) {
      for (let o = 0; o < outputs; o++) bias[k]! += scaled[k * outputs + o]! * layer.bias[o]!;
    }
    weight = multiply(scaled, layer.weight, classes, outputs, inputs);
  }
  return { weight: weight!, bias };
}

/**
 * The one affine map of a network without activations.
 *
 * @example endToEnd(layers).bias; // [0, 0, 0, 0]
 */
export const endToEnd = (layers: readonly DenseLayer[]): AffineMap =>
  affineMap(layers, activationPattern(layers, new Float64Array(layers[0]!.inputs)));

/**
 * The halfspaces that bound the region of a pattern: unit u is the affine function ⟨weight_u, z⟩ + offset_u there, and keeps its sign.
 *
 * `weight` is row-major `[units, d]`; ordered as {@link activationPattern}.
 *
 * @example regionConstraints(layers, activationPattern(layers, x)).offset.length; // 0
 */
export function regionConstraints(
  layers: readonly DenseLayer[],
  pattern: Uint8Array,
): { weight: Float64Array; offset: Float64Array } {
  requirePiecewiseLinear(layers);
  const all = slopesOf(layers, pattern);
  const d = layers[0]!.inputs;
  const weights: Float64Array[] = [];
  const offsets: number[] = [];
  const last = layers.map(bends).lastIndexOf(true);
  let map: AffineMap | null = null;
  for (const [l, layer] of layers.slice(0, last + 1).entries()) {
    const { inputs, outputs } = layer;
    const weight: Float64Array = map ? multiply(layer.weight, map.weight, outputs, inputs, d) : layer.weight;
    const bias: Float64Array = map ? preActivation(layer, map.bias) : layer.bias;
    if (bends(layer)) {
      weights.push(weight);
      offsets.push(...bias);
    }
    if (l === last) break;
    const slopes = all[l]!;
    map = {
      weight: weight.map((value, k) => value * slopes[Math.floor(k / d)]!),
      bias: bias.map((value, o) => value * slopes[o]!),
    };
  }
  const weight = new Float64Array(offsets.length * d);
  let at = 0;
  for (const part of weights) {
    weight.set(part, at);
    at += part.length;
  }
  return { weight, offset: Float64Array.from(offsets) };
}

/** Values of all bending units, affine along the ray while the pattern stays: z_u(x + t·v) = value + t·rate. */
function unitsAlong(
  layers: readonly DenseLayer[],
  x: Row,
  direction: Row,
  pattern: Uint8Array,
): { value: Float64Array; rate: Float64Array } {
  const value: number[] = [];
  const rate: number[] = [];
  let h = x;
  let r = direction;
  let unit = 0;
  for (const layer of layers) {
    const z = preActivation(layer, h);
    const s = preActivation({ ...layer, bias: new Float64Array(layer.outputs) }, r);
    if (!bends(layer)) {
      [h, r] = [z, s];
      continue;
    }
    value.push(...z);
    rate.push(...s);
    const inactive = activationSlope(layer.activation, -1);
    const slopes = z.map((_, o) => (pattern[unit + o] === 1 ? 1 : inactive));
    unit += layer.outputs;
    [h, r] = [z.map((v, o) => v * slopes[o]!), s.map((v, o) => v * slopes[o]!)];
  }
  return { value: Float64Array.from(value), rate: Float64Array.from(rate) };
}

/** Where a ray leaves an activation region: x + t·direction, through the wall of `unit` (index into the pattern). */
export interface RegionExit {
  readonly t: number;
  readonly unit: number;
}

/**
 * The first wall that the ray x + t·direction, t > `after`, meets while the pattern is `pattern`; null where it never leaves.
 *
 * @throws FragilityError `numerics/not-piecewise-linear` for curved activations.
 * @example regionExit(layers, x, Float64Array.of(1, 0, 0, 0)); // null
 */
export function regionExit(
  layers: readonly DenseLayer[],
  x: Row,
  direction: Row,
  pattern: Uint8Array = activationPattern(layers, x),
  after = 0,
): RegionExit | null {
  const { value, rate } = unitsAlong(layers, x, direction, pattern);
  let exit: RegionExit | null = null;
  for (let u = 0; u < value.length; u++) {
    const leaving = pattern[u] === 1 ? rate[u]! < 0 : rate[u]! > 0;
    if (!leaving) continue;
    const t = Math.max(after, -value[u]! / rate[u]!);
    if (!exit || t < exit.t) exit = { t, unit: u };
  }
  return exit;
}

/**
 * All t in (0, 1), ascending, at which the activation pattern changes along the segment from x1 to x2.
 *
 * Walks region by region: in a region every unit is affine in t, the earliest wall ends it, and the unit of that wall flips.
 *
 * @throws FragilityError `numerics/not-piecewise-linear` for curved activations.
 * @example segmentBreakpoints(layers, x, new Float64Array(4)); // []
 */
export function segmentBreakpoints(layers: readonly DenseLayer[], x1: Row, x2: Row): number[] {
  const direction = x2.map((value, k) => value - x1[k]!);
  const pattern = activationPattern(layers, x1);
  const found: number[] = [];
  let t = 0;
  for (;;) {
    const exit = regionExit(layers, x1, direction, pattern, t);
    if (!exit || exit.t >= 1) return found;
    pattern[exit.unit] = 1 - pattern[exit.unit]!;
    if (exit.t > t && exit.t > 0) found.push(exit.t);
    t = exit.t;
  }
}
