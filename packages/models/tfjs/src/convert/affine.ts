import { fail } from '../error.js';
import { describe, flagOf, numberOf, type Layer } from '../layers-model/layer.js';
import type { Weights } from './weights.js';

/** y = scale ∘ x + shift, one entry for each channel, or one for all of them. */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

const at = (values: Float64Array, k: number): number => values[values.length === 1 ? 0 : k]!;

/** `second` after `first`. */
export function compose(first: Affine | undefined, second: Affine): Affine {
  if (!first) return second;
  const size = Math.max(first.scale.length, first.shift.length, second.scale.length, second.shift.length);
  const each = (value: (k: number) => number): Float64Array => Float64Array.from({ length: size }, (_, k) => value(k));
  return {
    scale: each((k) => at(first.scale, k) * at(second.scale, k)),
    shift: each((k) => at(first.shift, k) * at(second.scale, k) + at(second.shift, k)),
  };
}

/** Entry k of a scale or shift. */
export const entry = at;

/** Batch normalisation as it is after training:  scale = γ/√(σ² + ε),  shift = β − μ · scale. */
export function normalisation(layer: Layer, weights: Weights): Affine {
  const get = (name: string): ArrayLike<number> => weights.get(layer, name, [-1]).data;
  const [mean, variance] = [get('moving_mean'), get('moving_variance')];
  const gamma = flagOf(layer, 'scale', true) ? get('gamma') : undefined;
  const beta = flagOf(layer, 'center', true) ? get('beta') : undefined;
  const epsilon = numberOf(layer, 'epsilon', 1e-3);
  const scale = Float64Array.from(variance, (v, k) => (gamma?.[k] ?? 1) / Math.sqrt(v + epsilon));
  return { scale, shift: scale.map((s, k) => (beta?.[k] ?? 0) - mean[k]! * s) };
}

/** Rescaling: a number, or one for each channel. */
export function rescaling(layer: Layer): Affine {
  const values = (key: string, standard: number): Float64Array => {
    const value = layer.config[key] ?? standard;
    const list: unknown[] = Array.isArray(value) ? value : [value];
    return list.length > 0 && list.every((each) => typeof each === 'number')
      ? Float64Array.from(list as number[])
      : fail('layer', {
          given: `${describe(layer)} has ${key} ${JSON.stringify(value)}`,
          expected: 'a number or a list of them',
          remedy: 'change the layer',
        });
  };
  return { scale: values('scale', 1), shift: values('offset', 0) };
}

/** Numbers of a configuration, lists in lists opened; undefined where there are none. */
function numbersOf(layer: Layer, key: string): Float64Array | undefined {
  const value = layer.config[key] ?? undefined;
  if (value === undefined) return undefined;
  const list = [value].flat(Infinity);
  return list.every((each) => typeof each === 'number')
    ? Float64Array.from(list)
    : fail('layer', {
        given: `${describe(layer)} has ${key} ${JSON.stringify(value)}`,
        expected: 'numbers',
        remedy: 'correct model.json',
      });
}

/** Least deviation that a Normalization divides by, Keras's epsilon. */
const LEAST_DEVIATION = 1e-7;

/** Normalization of inputs:  y = (x − μ)/max(√σ², 10⁻⁷),  or its inverse. Moments are in the configuration, or among the weights. */
export function standardisation(layer: Layer, weights: Weights): Affine {
  const shape = normalisedAxes(layer).map(() => -1);
  const get = (key: string): Float64Array =>
    numbersOf(layer, key) ?? Float64Array.from(weights.get(layer, key, shape).data);
  const [mean, variance] = [get('mean'), get('variance')];
  const deviation = variance.map((v) => Math.max(Math.sqrt(v), LEAST_DEVIATION));
  const size = Math.max(mean.length, deviation.length);
  const list = (value: (k: number) => number): Float64Array => Float64Array.from({ length: size }, (_, k) => value(k));
  return flagOf(layer, 'invert', false)
    ? { scale: deviation, shift: mean }
    : { scale: list((k) => 1 / at(deviation, k)), shift: list((k) => -at(mean, k) / at(deviation, k)) };
}

/** Axes of the input that a Normalization keeps apart, none for moments of everything. */
export function normalisedAxes(layer: Layer): readonly unknown[] {
  const given: unknown = layer.config['axis'] === undefined ? -1 : layer.config['axis'];
  return given === null ? [] : [given].flat();
}

/** Axis of a normalisation among the axes of a value without its batch, −1 for the last. */
export function normalisedAxis(layer: Layer): number {
  const given = layer.config['axis'] ?? -1;
  const axis: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
  if (!Number.isInteger(axis) || axis === 0)
    fail('layer', {
      given: `${describe(layer)} has axis ${JSON.stringify(given)}`,
      expected: 'one axis after the batch',
      remedy: 'change the layer',
    });
  return (axis as number) < 0 ? (axis as number) : (axis as number) - 1;
}
