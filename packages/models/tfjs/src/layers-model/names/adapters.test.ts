import { describe, expect, it } from '@jest/globals';
import type { RawLayer } from '../model.js';
import type { Weight } from '../weights.js';
import { checkOwn, withAdapters } from './adapters.js';

const weight = (shape: number[], ...values: number[]): Weight => ({ shape, data: Float32Array.from(values) });
const dense = (config: object = {}): RawLayer => ({
  class_name: 'Sequential',
  config: { name: 'm', layers: [{ class_name: 'Dense', config: { name: 'd', ...config } }] },
});

describe('low-rank adapters', () => {
  const weights = new Map([
    ['m/d/kernel', weight([2, 2], 1, 2, 3, 4)],
    ['m/d/lora_kernel_a', weight([2, 1], 1, -1)],
    ['m/d/lora_kernel_b', weight([1, 2], 10, 20)],
  ]);

  it.each<[object, number[]]>([
    [{}, [11, 22, -7, -16]],
    [{ lora_alpha: 0.5 }, [6, 12, -2, -6]],
  ])('are added to their kernel, as %j says', (config, expected) => {
    const merged = withAdapters(dense(config), weights);
    expect([...merged.keys()]).toEqual(['m/d/kernel']);
    expect([...merged.get('m/d/kernel')!.data]).toEqual(expected);
  });

  it('change the kernels of convolutions over the last axis', () => {
    const merged = withAdapters(
      dense(),
      new Map([
        ['d/kernel', weight([1, 2, 1, 2], 0, 0, 0, 0)],
        ['d/lora_kernel_a', weight([1, 2, 1, 1], 2, 3)],
        ['d/lora_kernel_b', weight([1, 2], 5, 7)],
      ]),
    );
    expect([...merged.get('d/kernel')!.data]).toEqual([10, 14, 15, 21]);
  });

  it('are refused where they have no kernel', () => {
    const without = new Map([...weights].slice(1));
    expect(() => checkOwn(dense(), withAdapters(dense(), without))).toThrow(
      /layer 'd' \(Dense\) has the weight 'lora_kernel_a', expected kernel, bias/,
    );
  });
});

it('takes weights that its class has, and those that do nothing after training', () => {
  const names = ['m/d/kernel', 'm/d/bias', 'd/seed_generator_state', 'other/thing', 'top'];
  expect(() => checkOwn(dense(), new Map(names.map((name) => [name, weight([1], 0)])))).not.toThrow();
});
