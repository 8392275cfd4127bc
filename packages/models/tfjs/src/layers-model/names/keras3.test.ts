import { describe, expect, it } from '@jest/globals';
import type { RawLayer } from '../model.js';
import { renamed } from './keras3.js';

const layer = (class_name: string, name: string, more: object = {}): RawLayer => ({
  class_name,
  config: { name, ...more },
});
const wrapped = layer('TimeDistributed', 'each', { layer: layer('Dense', 'dense') });
const names = (layers: RawLayer[], ...given: string[]): string[] => {
  const weight = { shape: [1], data: Float32Array.of(0) };
  const model = { class_name: 'Sequential', config: { name: 'm', layers } };
  return [...renamed(model, new Map(given.map((name) => [name, weight]))).keys()];
};

describe('weights of a layer in a TimeDistributed of Keras 3', () => {
  it('lie under the wrapper and its own name', () => {
    expect(names([wrapped], 'each/dense/kernel', 'each/dense/bias')).toEqual(['each/kernel', 'each/bias']);
  });

  it('lie under its own name alone where it was built before it was wrapped', () => {
    expect(names([wrapped], 'dense/kernel', 'dense/bias')).toEqual(['each/kernel', 'each/bias']);
  });

  it('are not taken from another layer of that name', () => {
    expect(names([wrapped, layer('Dense', 'dense')], 'dense/kernel', 'dense/bias')).toEqual([
      'dense/kernel',
      'dense/bias',
    ]);
  });
});
