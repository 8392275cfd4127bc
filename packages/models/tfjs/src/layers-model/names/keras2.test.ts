import { describe, expect, it } from '@jest/globals';
import type { RawLayer } from '../model.js';
import { owned } from './keras2.js';

const weight = (...values: number[]) => ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) });
const named = (...names: string[]) => new Map(names.map((name, k) => [name, weight(k)]));

const layer = (class_name: string, name: string, more: object = {}): RawLayer => ({
  class_name,
  config: { name, ...more },
});
const sequential = (...layers: RawLayer[]): RawLayer => ({ class_name: 'Sequential', config: { name: 'm', layers } });

describe('weights of Keras 2 with no name of a layer', () => {
  it.each<[string, RawLayer, string[], string[]]>([
    [
      'the one Normalization',
      sequential(layer('Normalization', 'scaling')),
      ['mean', 'variance', 'count'],
      ['scaling/mean', 'scaling/variance', 'scaling/count'],
    ],
    [
      'the second Normalization, where the first has its own',
      sequential(layer('Normalization', 'a'), layer('Normalization', 'b')),
      ['a/mean', 'a/variance', 'mean', 'variance'],
      ['a/mean', 'a/variance', 'b/mean', 'b/variance'],
    ],
    [
      'the first Normalization, where the second is given its moments',
      sequential(layer('Normalization', 'a'), layer('Normalization', 'b', { mean: [0], variance: [1] })),
      ['mean', 'variance'],
      ['a/mean', 'a/variance'],
    ],
    [
      'a wrapped layer',
      sequential(layer('TimeDistributed', 'each', { layer: layer('Dense', 'dense') }), layer('Dense', 'last')),
      ['kernel', 'bias', 'last/kernel', 'last/bias'],
      ['each/kernel', 'each/bias', 'last/kernel', 'last/bias'],
    ],
    [
      'layers of two classes within a model',
      sequential(sequential(layer('BatchNormalization', 'bn'), layer('PReLU', 'p'))),
      ['gamma', 'beta', 'moving_mean', 'moving_variance', 'alpha'],
      ['m/bn/gamma', 'm/bn/beta', 'm/bn/moving_mean', 'm/bn/moving_variance', 'm/p/alpha'],
    ],
  ])('are those of %s', (_, model, names, expected) => {
    const weights = named(...names);
    expect([...owned(model, weights)]).toEqual([...weights.values()].map((value, k) => [expected[k], value]));
  });

  it('are refused where two layers lack them', () => {
    const model = sequential(layer('Normalization', 'first'), layer('Normalization', 'second'));
    expect(() => owned(model, named('mean', 'variance'))).toThrow(
      /'mean' has no layer's name, and the layers 'first' \(Normalization\), 'second' \(Normalization\) lack it.*adapt/,
    );
  });
});
