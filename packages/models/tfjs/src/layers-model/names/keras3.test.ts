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

describe('weights of a layer that an archive of Keras 3 keeps once', () => {
  const kept = ['layers/time_distributed/layer/vars/0', 'layers/time_distributed/layer/vars/1'];

  it('are those of the same layer outside of a TimeDistributed', () => {
    const outside: RawLayer = { ...layer('Dense', 'dense'), shared_object_id: 1 };
    expect(names([wrapped, outside], ...kept)).toEqual(['each/kernel', 'each/bias', 'dense/kernel', 'dense/bias']);
  });

  it('are those of the same layer in another TimeDistributed', () => {
    const inner = { ...layer('Dense', 'dense'), shared_object_id: 1 };
    const again = layer('TimeDistributed', 'again', { layer: inner });
    expect(names([wrapped, again], ...kept)).toEqual(['each/kernel', 'each/bias', 'again/kernel', 'again/bias']);
  });

  it('are not given to another layer of that name', () => {
    expect(names([wrapped, layer('Dense', 'dense')], ...kept)).toEqual(['each/kernel', 'each/bias']);
  });
});
