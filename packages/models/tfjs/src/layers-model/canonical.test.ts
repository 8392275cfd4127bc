import { describe, expect, it } from '@jest/globals';
import { canonical } from './canonical.js';

const weight = (...values: number[]) => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});
const normalization = (name: string): object => ({ class_name: 'Normalization', config: { name, axis: [-1] } });

/** A model of Keras 2 with some layers. */
const keras2 = (...layers: object[]): object => ({
  keras_version: '2.15.0',
  model_config: { class_name: 'Sequential', config: { name: 'm', layers } },
});

describe('moments of an adapted Normalization of Keras 2', () => {
  const weights = new Map([
    ['mean', weight(1, 2)],
    ['variance', weight(3, 4)],
    ['count', weight(5)],
  ]);

  it('are those of the one layer that there is', () => {
    const { weights: named } = canonical({ topology: keras2(normalization('scaling')), weights });
    expect([...named.keys()]).toEqual(['scaling/mean', 'scaling/variance', 'count']);
    expect(named.get('scaling/variance')!.data).toEqual(Float32Array.of(3, 4));
  });

  it('are nobody’s where two layers might have them', () => {
    const topology = keras2(normalization('first'), normalization('second'));
    expect([...canonical({ topology, weights }).weights.keys()]).toEqual(['mean', 'variance', 'count']);
  });
});
